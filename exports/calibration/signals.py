"""How each signal enters the model: its form and where its line may bend.

The ranges say where more of a signal can still tell something; they were chosen by what the signals measure, before any
fit. Times are seconds unless the name ends in `_ms`.
"""

from collections.abc import Iterable
from itertools import pairwise
from math import log, log1p
from typing import NamedTuple

from exports.preferences.terms import Form


class Piece(NamedTuple):
    """A signal over one range of its (transformed) values."""

    signal: str
    form: Form
    of: str
    low: float
    high: float


class _Curve(NamedTuple):
    form: Form
    bends: tuple[float, ...]  # in the signal's own unit


_SHARE = _Curve("linear", (0.0, 1.0))
_FLAG = _Curve("linear", (0.0, 1.0))
_COUNT = _Curve("log", (0.0, 20.0))
_CURVES: dict[str, _Curve] = {
    "retained": _Curve("linear", (0.0, 0.8, 1.0)),  # bends where a text counts as kept
    "horizon_s": _Curve("log", (10.0, 600.0)),  # clients look from seconds to ten minutes
    "edit_distance": _Curve("linear", (0.0, 0.15, 0.5, 1.0)),  # retouched, edited, rewritten
    "after_s": _Curve("log", (1.0, 3600.0)),
    "reaction_ms": _Curve("log", (100.0, 1_000.0, 60_000.0)),
    "visible_ms": _Curve("log", (200.0, 2_000.0, 60_000.0)),  # a glance, reading, away from the keyboard
    "dwell_ms": _Curve("log", (500.0, 5_000.0, 120_000.0)),
    "strength": _Curve("linear", (1.0, 3.0)),
    "position": _FLAG,
    "sides": _Curve("linear", (2.0, 5.0)),
    "explicit": _FLAG,
    "feedback": _FLAG,
    "pasted": _FLAG,
    "copied_share": _SHARE,
    "runs": _Curve("linear", (1.0, 4.0)),
    "parses_chosen": _FLAG,
    "parses_rejected": _FLAG,
    "works_chosen": _FLAG,
    "works_rejected": _FLAG,
    "cut_off_chosen": _FLAG,
    "cut_off_rejected": _FLAG,
    "substance": _Curve("linear", (0.0, 0.05, 0.3, 1.0)),  # a word, a line, another answer
    "consensus": _Curve("linear", (-0.5, 0.0, 0.5, 1.0)),  # below 0: the rejected text is more like the others
    "length_ratio": _Curve("linear", (-2.0, 0.0, 2.0)),  # e² = 7 times as long says no more than 7 times
    "observations": _COUNT,
    "people": _COUNT,
    "votes_for": _COUNT,
    "votes_against": _COUNT,
    "overruled": _Curve("linear", (0.0, 3.0)),
    "skill": _Curve("logit", (0.3, 0.98)),
    "siblings": _COUNT,
}
SAID_BY = "said_by"


def pieces(rules: Iterable[str]) -> list[Piece]:
    """Every piece of every signal; `rules` are those that may have said the same."""
    found = [
        Piece(signal, curve.form, "", _as(curve.form, low), _as(curve.form, high))
        for signal, curve in _CURVES.items()
        for low, high in pairwise(curve.bends)
    ]
    return found + [Piece(SAID_BY, "has", rule, 0.0, 1.0) for rule in sorted(rules)]


def _as(form: Form, value: float) -> float:
    if form == "log":
        return log1p(value)
    return log(value / (1 - value)) if form == "logit" else value
