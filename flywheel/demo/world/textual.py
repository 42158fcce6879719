"""Operators for languages without a parser here, on the text alone: fewer and cruder than those for Python."""

import re
from collections.abc import Iterator

from flywheel.demo.world.edits import Edit, Kind
from flywheel.demo.world.source import Function

# What is searched, what takes its place, the severity, how often relative to the others.
_FAULTS: tuple[tuple[str, str, str, float, float], ...] = (
    ("off_by_one", r" < ", " <= ", 0.45, 3),
    ("off_by_one", r" >= ", " > ", 0.45, 3),
    ("negated_condition", r" == ", " != ", 0.55, 2),
    ("negated_condition", r" === ", " !== ", 0.55, 2),
    ("negated_condition", r"\bif \((?=\w)", "if (!", 0.55, 2),
    ("negated_condition", r" !== ", " === ", 0.55, 2),
    ("wrong_connective", r" && ", " || ", 0.5, 1),
    ("missing_return", r"\breturn (?=\w)", "", 0.6, 1),
    ("wrong_default", r"\b0\b", "1", 0.4, 2),
    ("wrong_default", r"\btrue\b", "false", 0.4, 2),
    ("syntax_error", r"\)(?=[;\n])", "", 0.75, 0.5),
    ("truncated", r"(?<=\n)[^\n]*\n[^\n]*\Z", "", 0.7, 1),
    ("dropped_statement", r"(?<=\n)[ \t]+[\w.]+\([^\n{]*\);?\n", "", 0.5, 2),
)


def faults(function: Function) -> list[tuple[tuple[Edit, ...], float]]:
    return [
        (tuple(_found(function.body, operator, pattern, other, severity)), weight)
        for operator, pattern, other, severity, weight in _FAULTS
    ]


def _found(body: str, operator: str, pattern: str, other: str, severity: float) -> Iterator[Edit]:
    for match in re.finditer(pattern, body):
        yield Edit(operator, Kind.DAMAGE, ((*match.span(), other),), severity, True)


def neutral(function: Function) -> list[Edit]:
    """A comment before each line that begins a statement."""
    mark = "#" if function.language == "ruby" else "//"
    lines = re.finditer(r"^([ \t]*)(?=\w[^\n]*[;{)]$)", function.body, flags=re.MULTILINE)
    return [
        Edit("comments", Kind.NEUTRAL, ((found.start(), found.start(), f"{found[1]}{mark} Step {number}.\n"),))
        for number, found in enumerate(lines, 1)
    ]


def inserts(function: Function) -> list[tuple[int, str]]:
    """Before which lines one could be put in, with their indentation."""
    lines = re.finditer(r"^([ \t]*)\w[^\n]*[;{)]$", function.body, flags=re.MULTILINE)
    return [(found.end(1), found[1]) for found in lines]


_NAMED = re.compile(r"\b(?:var|let|const)\s+([a-zA-Z_]\w*)")
_ARGUMENTS = re.compile(r"^function \w+\(([^)]*)\)")


def names(function: Function) -> list[str]:
    """JavaScript's arguments and variables, but those that are also properties, or words in a text."""
    if function.language != "javascript":
        return []
    arguments = _ARGUMENTS.match(function.head)
    found = {*_NAMED.findall(function.body), *re.findall(r"\w+", arguments[1] if arguments else "")}
    quoted = " ".join(re.findall(r"(?:'[^'\n]*'|\"[^\"\n]*\")", function.body))
    return sorted(
        name
        for name in found
        if not re.search(rf"\.\s*{name}\b|\b{name}\s*:", function.body) and not re.search(rf"\b{name}\b", quoted)
    )
