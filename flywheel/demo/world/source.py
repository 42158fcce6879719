"""Real code to build candidates from: functions of the standard library and of Django, cut into head and body.

The modules are a fixed list of pure Python, read in that order: one Python version always gives the same corpus.
"""

import ast
import hashlib
import importlib.util
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# Well-known modules with many small functions; C accelerators and generated tables are left out.
MODULES = tuple((Path(__file__).parent / "modules.txt").read_text("utf-8").split())
# Set apart for the benchmark: nothing of them is used anywhere else.
RESERVED = ("bisect", "colorsys", "difflib", "fractions", "heapq", "statistics", "textwrap")
BODY_LINES = range(4, 31)  # shorter gives too few places to damage, longer is not what a completion writes
BODY_CHARACTERS = range(100, 1500)


@dataclass(frozen=True, slots=True)
class Function:
    """One function at the margin: `head` is all before the first statement behind the docstring, `body` the rest.

    `imports` are the import lines of its file, `summary` the first line of its docstring or its name in words.
    """

    name: str
    language: str
    imports: str
    head: str
    body: str
    tail: str = ""
    summary: str = ""

    @property
    def text(self) -> str:
        return self.head + self.body


@cache
def corpus() -> tuple[Function, ...]:
    return tuple(function for module in MODULES for function in functions_of(module))


def fingerprint() -> str:
    """Tells whether two worlds are made of the same code: other versions of Python or Django have other functions."""
    digest = hashlib.sha256()
    for function in corpus():
        digest.update(function.text.encode())
    return digest.hexdigest()


@cache
def reserved() -> tuple[Function, ...]:
    return tuple(function for module in RESERVED for function in functions_of(module) if '"""' in function.head)


def functions_of(module: str) -> Iterator[Function]:
    """The usable functions of an installed module; none where this Python has no such module."""
    try:
        found = importlib.util.find_spec(module)
    except ModuleNotFoundError:
        return
    if found is None or not found.origin or not found.origin.endswith(".py"):
        return
    yield from functions_in(Path(found.origin).read_text(encoding="utf-8"))


def functions_in(source: str) -> Iterator[Function]:
    tree = ast.parse(source)
    lines = source.splitlines(keepends=True)
    imports = _imports(tree, lines)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            function = _cut(node, lines, imports)
            if function is not None:
                yield function


def _imports(tree: ast.Module, lines: list[str]) -> str:
    found = (node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom))
    return "".join("".join(lines[node.lineno - 1 : node.end_lineno]) for node in found)


def _cut(node: ast.FunctionDef, lines: list[str], imports: str) -> Function | None:
    statements = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    if not statements or statements[0].lineno <= node.lineno or node.end_lineno is None:
        return None
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    top = statements[0].lineno - first
    text = textwrap.dedent("".join(lines[first - 1 : node.end_lineno])).rstrip("\n") + "\n"
    parts = text.splitlines(keepends=True)
    function = Function(node.name, "python", imports, "".join(parts[:top]), "".join(parts[top:]), "", _summary(node))
    return function if _usable(function) else None


def _usable(function: Function) -> bool:
    if function.body.count("\n") not in BODY_LINES or len(function.body) not in BODY_CHARACTERS:
        return False
    if not function.text.isascii() or "\t" in function.text or len(function.head) > 1200:
        return False
    try:
        return len(ast.parse(function.text).body) == 1
    except SyntaxError:
        return False


def _summary(node: ast.FunctionDef) -> str:
    said = (ast.get_docstring(node) or "").strip().split("\n")[0]
    return said or node.name.strip("_").replace("_", " ").capitalize() + "."
