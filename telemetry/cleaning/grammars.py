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
from tree_sitter import Language, Parser, Point, Tree

from telemetry.cleaning.languages import canonical

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

# Where the grammar is called otherwise than the language.
_GRAMMAR_OF = {"csharp": "c_sharp"}
LANGUAGE_OF = {grammar: language for language, grammar in _GRAMMAR_OF.items()}


def grammar_name(language: str) -> str | None:
    """The grammar for a language as clients name it; None where there is none."""
    name = canonical(language)
    name = _GRAMMAR_OF.get(name, name)
    return name if name in GRAMMARS else None


@cache
def parser(grammar: str) -> Parser:
    return Parser(Language(GRAMMARS[grammar]()))


class Budget:
    """How much work parsing may still cost, in bytes and in the parser's own steps.

    A clock would make the result depend on luck. Ordinary code takes 7 to 40 steps a kilobyte; what makes a
    grammar try every reading takes thousands.
    """

    def __init__(self, steps: int, size: int) -> None:
        self._left = steps
        self._bytes_left = size

    def allows(self, size: int) -> bool:
        self._bytes_left -= size
        return self._bytes_left >= 0

    def spend(self, byte_offset: int, has_error: bool) -> bool:
        """Called by the parser after every step; True stops it."""
        self._left -= 1
        return self._left < 0


def parse(grammar: str, source: bytes, budget: Budget, before: Tree | None = None) -> Tree | None:
    """The syntax tree, made from `before` where that is given; None where the budget ran out."""

    def read(byte_offset: int, _point: Point) -> bytes:
        return source[byte_offset:]

    if not budget.allows(len(source)):
        return None
    reader = parser(grammar)
    try:
        if before is None:  # the binding takes no None for "no tree"
            return reader.parse(read, progress_callback=budget.spend)
        return reader.parse(read, old_tree=before, progress_callback=budget.spend)
    except ValueError:  # how the binding says that it was stopped
        reader.reset()
        return None
