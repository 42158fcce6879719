"""A function's body as its operators see it: its syntax tree with places in characters of the body alone."""

import ast
import re
from collections import defaultdict
from functools import cached_property
from typing import Any, TypeVar

from flywheel.demo.world.source import Function

Node = TypeVar("Node", bound=ast.AST)
_WORD = re.compile(r"\b[A-Za-z_]\w*\b(?!['\"])")  # but the prefixes of strings


class Body:
    """`function` must be Python, parse on its own, and hold ASCII only (so that bytes are characters)."""

    def __init__(self, function: Function) -> None:
        self.text = function.body
        self._head = function.head
        self.tree = ast.parse(function.text).body[-1]
        offset = -len(function.head)
        self._lines = [0]
        for line in function.text.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self._lines = [place + offset for place in self._lines]
        self._nodes: list[ast.AST] = []
        self._by_kind: dict[type, list[Any]] = defaultdict(list)
        for node in ast.walk(self.tree):
            if self._inside(node):
                self._nodes.append(node)
                self._by_kind[type(node)].append(node)
        self._places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for word in _WORD.finditer(self.text):
            self._places[word.group()].append(word.span())

    def nodes(self, kind: type[Node]) -> list[Node]:
        """Those of exactly this kind, outer ones first."""
        return self._by_kind[kind]

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Start and end of a node of the tree in characters of the body."""
        start = self._lines[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]
        return start, self._lines[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]

    def alone(self, node: ast.AST) -> bool:
        """Whether nothing but indentation stands before it on its line."""
        start = self.span(node)[0]
        return not self.text[self.text.rfind("\n", 0, start) + 1 : start].strip()

    def bare(self, node: ast.Return, value: ast.expr) -> bool:
        """Whether the returned value stands there without parentheses of its own."""
        return self.span(value) == (self.span(node)[0] + len("return "), self.span(node)[1])

    @cached_property
    def line_starts(self) -> list[int]:
        return [place for place in self._lines if 0 < place < len(self.text)]

    @cached_property
    def statement_starts(self) -> list[tuple[int, str]]:
        """Where a line could be put in before a statement, with its indentation."""
        decorated = [node for node in self._nodes if getattr(node, "decorator_list", None)]
        found = [
            node for node in self._nodes if isinstance(node, ast.stmt) and self.alone(node) and node not in decorated
        ]
        elif_starts = {self.span(node)[0] for node in found if self.text.startswith("elif", self.span(node)[0])}
        places = {(self.span(node)[0], " " * node.col_offset) for node in found}
        return sorted(place for place in places if place[0] not in elif_starts)

    @cached_property
    def names(self) -> list[str]:
        """Parameters and local variables, but self and cls, in alphabetical order."""
        named = {argument.arg for argument in ast.walk(self.tree) if isinstance(argument, ast.arg)} | set(self.locals)
        return sorted(named - {"self", "cls"})

    @cached_property
    def locals(self) -> list[str]:
        stored = {node.id for node in self.nodes(ast.Name) if isinstance(node.ctx, ast.Store)}
        return sorted(stored - {"_"} - set(_WORD.findall(self._head)) - self._spoken)

    @cached_property
    def renamable(self) -> list[str]:
        """Names that may be called otherwise in head and body: nobody outside the function can tell."""
        own = self.tree.name  # type: ignore[attr-defined]
        outside = {own} if own.startswith("__") else set()
        return sorted({*self.names, own} - self._spoken - outside)

    @cached_property
    def _spoken(self) -> set[str]:
        """Words that renaming must leave alone: attributes, keywords of calls, words in strings and comments."""
        said = {node.attr for node in self.nodes(ast.Attribute)} | {node.arg or "" for node in self.nodes(ast.keyword)}
        said.update(name for node in self.nodes(ast.Global) for name in node.names)
        said.update(name for node in self.nodes(ast.Nonlocal) for name in node.names)
        for constant in self.nodes(ast.Constant):
            if isinstance(constant.value, str | bytes):
                said.update(_WORD.findall(str(constant.value)))
        return said | {word for line in self.text.splitlines() if "#" in line for word in _WORD.findall(line)}

    def occurrences(self, name: str) -> list[tuple[int, int]]:
        return self._places[name]

    def _inside(self, node: ast.AST) -> bool:
        """In the body, and not inside an f-string, whose parts have no places of their own before Python 3.12."""
        if isinstance(node, ast.JoinedStr):
            for part in ast.walk(node):
                part.__dict__["_hidden"] = True
        return hasattr(node, "lineno") and self.span(node)[0] >= 0 and not node.__dict__.get("_hidden", False)
