"""One signal's share in a logit. Pure.

A signal may have several terms, each over its own range of values: together a piecewise linear curve.
"""

from collections.abc import Mapping
from math import log, log1p
from typing import Any, Literal

from telemetry.contracts import Frozen

Form = Literal["linear", "log", "logit", "absolute", "has"]
_EDGE = 0.005  # shares nearer to 0 or 1 than this are not told apart


class Term(Frozen, frozen=True, kw_only=True):
    """`weight` · (x − mean) / scale, where x is the signal in its `form`, clipped to [low, high]; `missing` where the
    signal is unknown. Form `has`: does the list (`said_by`) hold the name `of`?"""

    signal: str
    form: Form = "linear"
    of: str = ""
    low: float
    high: float
    mean: float = 0.0
    scale: float = 1.0
    weight: float = 0.0
    missing: float = 0.0


def contribution(term: Term, signals: Mapping[str, Any]) -> float:
    """The logit this term adds for a draft with these signals."""
    value = reading(term.form, term.of, signals.get(term.signal))
    if value is None:
        return term.missing
    clipped = term.low if value < term.low else min(value, term.high)
    return term.weight * (clipped - term.mean) / term.scale


def reading(form: Form, of: str, value: Any) -> float | None:
    """A signal as a number; None where it is unknown. Names count as present, lists by their length."""
    if form == "has":
        return None if value is None else float(of in value)
    number = _number(value)
    if number is None or form == "linear":
        return number
    if form == "log":
        return log1p(max(0.0, number))
    if form == "absolute":
        return abs(number)
    share = min(1 - _EDGE, max(_EDGE, number))
    return log(share / (1 - share))


def _number(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, (bool, int, float)):
        return float(value)
    return float(bool(value)) if isinstance(value, str) else float(len(value))
