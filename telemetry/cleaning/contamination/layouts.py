"""Which fields of a benchmark's row hold a problem's texts and where it was taken from. Pure."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from telemetry.cleaning.contamination.build import Problem


class UnreadableBenchmark(Exception):  # noqa: N818 - says what the file is
    """A file or row is not a benchmark's; the message says what to do."""


class Layout(NamedTuple):
    """The usual fields of one family of benchmarks; `needs` tells it from the others."""

    name: str
    needs: frozenset[str]
    texts: tuple[str, ...]
    repository: str = ""
    commit: str = ""


LAYOUTS: Final = (
    Layout("HumanEval", frozenset({"prompt", "canonical_solution"}), ("prompt", "canonical_solution", "test")),
    Layout(
        "SWE-bench",
        frozenset({"repo", "base_commit", "problem_statement"}),
        ("problem_statement", "patch", "test_patch"),
        "repo",
        "base_commit",
    ),
    Layout("LiveCodeBench", frozenset({"question_content"}), ("question_content", "starter_code")),
    Layout("MBPP", frozenset({"code", "test_list"}), ("text", "prompt", "code", "test_list", "challenge_test_list")),
)
_PATCHES: Final = frozenset({"patch", "test_patch"})

Row = dict[str, Any]


def layout_of(row: Row, fields: Sequence[str]) -> Layout:
    """The layout that fits a row; `fields`, where given, say which texts to take. Raises UnreadableBenchmark."""
    known = next((layout for layout in LAYOUTS if layout.needs <= row.keys()), None)
    if fields:
        return Layout("", frozenset(), tuple(fields), *(known[3:] if known else ()))
    if known is None:
        raise UnreadableBenchmark(
            f"Its fields ({', '.join(sorted(row))}) are those of no benchmark known here. Say which hold the problem's"
            " texts, for example: --fields prompt,solution"
        )
    return known


def problem(row: Row, layout: Layout) -> Problem:
    """The problem a row holds. Raises UnreadableBenchmark where it holds no text."""
    texts = tuple(filter(str.strip, (_text(row, name) for name in layout.texts)))
    if not texts:
        raise UnreadableBenchmark(
            f"There is no text in {', '.join(layout.texts)}. The row has {', '.join(sorted(row))}."
        )
    return Problem(texts, str(row.get(layout.repository) or ""), str(row.get(layout.commit) or ""))


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    if isinstance(value, list):
        value = "\n".join(map(str, value))
    if not isinstance(value, str):
        return ""
    return added_lines(value) if name in _PATCHES else value


def added_lines(patch: str) -> str:
    """What a unified diff adds: the rest of it is code that everyone who works on the repository sees."""
    lines = patch.split("\n")
    return "\n".join(line[1:] for line in lines if line.startswith("+") and not line.startswith("+++"))
