"""Texts without their comments: a copy that only says something else about itself is still a copy."""

import re
from typing import Final

_HASH: Final = frozenset(
    {"bash", "cmake", "dockerfile", "elixir", "julia", "makefile", "perl", "powershell", "python", "r", "ruby"}
    | {"terraform", "toml", "yaml"}
)
_SLASHES: Final = frozenset(
    {"c", "cpp", "csharp", "cuda", "dart", "go", "groovy", "java", "javascript", "kotlin", "objectivec", "php"}
    | {"rust", "scala", "swift", "tsx", "typescript", "zig"}
)
_AFTER_HASH: Final = re.compile(r"(?:^|(?<=\s))#(?:[ \t].*)?$", re.MULTILINE)  # not `#!/bin/sh`, `#: note`, `'#fff'`
_AFTER_SLASHES: Final = re.compile(r"(?:^|(?<=[\s;{}]))//.*$", re.MULTILINE)  # not `https://`


def without_comments(text: str, language: str) -> str:
    """Without what stands to the ends of lines in a language known for it; a text that is nothing else stays."""
    if language in _HASH and "#" in text:
        bare = _AFTER_HASH.sub("", text)
    elif language in _SLASHES and "//" in text:
        bare = _AFTER_SLASHES.sub("", text)
    else:
        return text
    return bare if bare.strip() else text
