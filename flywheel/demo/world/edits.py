"""A change to a function's body with what it does to its quality. A candidate is a body with some of them applied."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    DAMAGE = "damage"  # wrong, or worse to live with
    IMPROVEMENT = "improvement"
    NEUTRAL = "neutral"  # other, not better: what tastes differ about


class Edit(NamedTuple):
    """`spans` are (start, end, replacement) in characters of the body, ascending and apart from one another.

    `severity` is the share of the quality that is lost by it, 0–1 (negative: gained).
    `breaks` says whether the function's tests fail with it.
    """

    operator: str
    kind: Kind
    spans: tuple[tuple[int, int, str], ...]
    severity: float = 0.0
    breaks: bool = False


def compatible(edit: Edit, others: Iterable[Edit]) -> bool:
    """Whether no span touches one of the others'."""
    return not any(
        start <= other_end and other_start <= end
        for other in others
        for other_start, other_end, _ in other.spans
        for start, end, _ in edit.spans
    )


def apply(body: str, edits: Sequence[Edit]) -> str:
    """The body with all of the edits, which must be compatible."""
    parts = []
    at = 0
    for start, end, replacement in sorted(span for edit in edits for span in edit.spans):
        parts += [body[at:start], replacement]
        at = end
    return "".join([*parts, body[at:]])
