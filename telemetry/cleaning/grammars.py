"""tree-sitter parsers by language name, made once a process."""

from collections.abc import Callable
from functools import cache

import tree_sitter_bash
import tree_sitter_c
import tree_sitter_c_sharp
import tree_sitter_cpp
import tree_sitter_go
import tree_sitter_java
import tree_sitter_javascript
import tree_sitter_php
import tree_sitter_python
import tree_sitter_ruby
import tree_sitter_rust
import tree_sitter_typescript
from tree_sitter import Language, Parser

GRAMMARS: dict[str, Callable[[], object]] = {
    "bash": tree_sitter_bash.language,
    "c": tree_sitter_c.language,
    "c_sharp": tree_sitter_c_sharp.language,
    "cpp": tree_sitter_cpp.language,
    "go": tree_sitter_go.language,
    "java": tree_sitter_java.language,
    "javascript": tree_sitter_javascript.language,
    "php": tree_sitter_php.language_php,
    "python": tree_sitter_python.language,
    "ruby": tree_sitter_ruby.language,
    "rust": tree_sitter_rust.language,
    "tsx": tree_sitter_typescript.language_tsx,
    "typescript": tree_sitter_typescript.language_typescript,
}

# What editors call them (the language identifiers of the Language Server Protocol, and common short forms).
ALIASES = {
    "shellscript": "bash",
    "shell": "bash",
    "sh": "bash",
    "c#": "c_sharp",
    "csharp": "c_sharp",
    "cs": "c_sharp",
    "c++": "cpp",
    "golang": "go",
    "js": "javascript",
    "jsx": "javascript",
    "javascriptreact": "javascript",
    "py": "python",
    "python3": "python",
    "rb": "ruby",
    "rs": "rust",
    "ts": "typescript",
    "typescriptreact": "tsx",
}


def grammar_name(language: str) -> str | None:
    """The grammar for a language as clients name it; None where there is none."""
    name = language.strip().lower()
    name = ALIASES.get(name, name)
    return name if name in GRAMMARS else None


@cache
def parser(grammar: str) -> Parser:
    return Parser(Language(GRAMMARS[grammar]()))
