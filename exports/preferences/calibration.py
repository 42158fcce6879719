"""How sure a draft is, from its signals: a fitted model applied. Pure, and quick enough for every draft.

Confidence is P(a blind expert agrees). For each kind of record a logistic regression over the draft's signals, with an
intercept for each rule, gives a logit; monotone knots (isotonic regression) bring it to the share of agreement that was
seen. `exports.calibration` fits documents of this form; the shipped one is `default_calibration.json`.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property
from math import exp, log
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from exports.contracts import Draft
from exports.preferences.terms import Term, contribution
from telemetry.contracts import Frozen

FORMAT = 1
DEFAULT_PATH = Path(__file__).with_name("default_calibration.json")
DECIMALS = 4  # of a confidence: finer differences mean nothing, and platforms differ in them
TOP_PICK_SHARE = 0.82  # π of the first place, from Copilot Arena's randomised pairs
RULE = "rule"  # the name of the intercept among the contributions


class CalibrationError(ValueError):
    """A document that is no calibration. The message says what is wrong with it."""


class RuleModel(Frozen, frozen=True, kw_only=True):
    """One rule's logit: `intercept` for a draft whose signals are all typical of the rule, plus its terms."""

    intercept: float
    terms: tuple[Term, ...] = ()


class KindModel(Frozen, frozen=True, kw_only=True):
    """`rules` by `rule_key`; `knots` are (logit, share of agreement), ascending in both. `unknown` is the most a rule
    that was never fitted may claim for its own starting confidence."""

    rules: dict[str, RuleModel] = {}
    knots: tuple[tuple[float, float], ...] = ()
    unknown: float


class FlipRate(Frozen, frozen=True, kw_only=True):
    """ε = 1 − P(agree) of a rule, with its 95 % interval, over `n` judged records."""

    rate: float
    low: float
    high: float
    n: int


class Bin(Frozen, frozen=True, kw_only=True):
    """One bin of a reliability curve: of `n` records with this mean confidence, the share that was agreed with."""

    confidence: float
    agreed: float
    n: int


class Curve(Frozen, frozen=True, kw_only=True):
    """Measured on records the fit had not seen. `ece` is the mean |confidence − share agreed|, weighted by n."""

    bins: tuple[Bin, ...] = ()
    ece: float = 0.0
    n: int = 0


class Source(Frozen, frozen=True, kw_only=True):
    """What it was fitted on: `starting` values of the design, `simulated` worlds, or people's `gold`."""

    name: str
    n: int = 0
    worlds: tuple[str, ...] = ()
    seeds: tuple[int, ...] = ()
    base: str = ""  # fingerprint of the calibration it was shrunk towards

    @property
    def words(self) -> str:
        if self.name == "gold":
            return f"gold, n={self.n}"
        return "simulated worlds" if self.name == "simulated" else "starting values, not fitted"


class Calibration(Frozen, frozen=True, kw_only=True, dict=True, gc=True):
    """A fitted confidence model with what else was estimated from the same data.

    `position_shares` is π by number of sides and place, `people` the reliability of a pseudonym (share of its answers
    that are right), `rule_flip_rates` and `curves` are by kind.
    """

    format: int
    version: str
    source: Source
    kinds: dict[str, KindModel]
    position_shares: dict[int, tuple[float, ...]] = {}
    people: dict[str, float] = {}
    rule_flip_rates: dict[str, dict[str, FlipRate]] = {}
    curves: dict[str, Curve] = {}

    def confidence(self, draft: Draft) -> float:
        """P(a blind expert agrees). A kind without a model (rewards) keeps what the draft says itself."""
        kind = self.kinds.get(draft.kind)
        if kind is None:
            return draft.confidence
        model = kind.rules.get(rule_key(draft))
        if model is None:
            return min(draft.confidence, kind.unknown)
        signals = draft.signals
        logit = model.intercept
        for term in model.terms:
            logit += contribution(term, signals)
        return round(interpolated(kind.knots, logit), DECIMALS)

    def contributions(self, draft: Draft) -> list[tuple[str, float]]:
        """What made up the logit: `rule` first, then each signal against what is typical of the rule (0: typical).

        Empty where no model knows the rule.
        """
        kind = self.kinds.get(draft.kind)
        model = kind.rules.get(rule_key(draft)) if kind else None
        if model is None:
            return []
        found: dict[str, float] = {RULE: model.intercept}
        for term in model.terms:
            found[term.signal] = found.get(term.signal, 0.0) + contribution(term, draft.signals)
        return list(found.items())

    def pick_share(self, position: int, sides: int) -> float:
        """π: how often this place (from 0) is picked where the order of `sides` sides is random."""
        shares = self.position_shares.get(sides)
        if shares is not None and 0 <= position < len(shares):
            return shares[position]
        return TOP_PICK_SHARE if position == 0 else (1 - TOP_PICK_SHARE) / max(1, sides - 1)

    def reliability(self, developer: str) -> float | None:
        """The estimated share of a person's answers that are right; None where nothing is known."""
        return self.people.get(developer)

    def flip_rate(self, kind: str, rule: str) -> FlipRate | None:
        return self.rule_flip_rates.get(kind, {}).get(rule)

    @cached_property
    def fingerprint(self) -> str:
        """16 hexadecimal digits: equal for equal documents, whatever version they are called."""
        return hashlib.sha256(_canonical(replace(self, version=""))).hexdigest()[:16]


def rule_key(draft: Draft) -> str:
    """A rule may label a text true or false, and errs differently in each."""
    return draft.rule if draft.label is None else f"{draft.rule}:{'true' if draft.label else 'false'}"


def interpolated(knots: tuple[tuple[float, float], ...], logit: float) -> float:
    """The share at a logit: linear between knots, constant beyond them; without knots the logistic function."""
    if not knots:
        return 1 / (1 + exp(-max(-30.0, min(30.0, logit))))
    place = bisect_right(knots, logit, key=_logit_of)
    if place == 0:
        return knots[0][1]
    if place == len(knots):
        return knots[-1][1]
    (left, low), (right, high) = knots[place - 1], knots[place]
    return low + (high - low) * (logit - left) / (right - left)


def _logit_of(knot: tuple[float, float]) -> float:
    return knot[0]


def logit_of(share: float) -> float:
    return log(share / (1 - share))


def encode(calibration: Calibration) -> bytes:
    """The document, in one form for one calibration, a line a value."""
    return msgspec.json.format(_canonical(calibration), indent=1) + b"\n"


def _canonical(calibration: Calibration) -> bytes:
    return msgspec.json.encode(msgspec.to_builtins(calibration, str_keys=True), order="sorted")


def decode(document: bytes | str) -> Calibration:
    """Raises CalibrationError on anything that is no sound calibration."""
    try:
        calibration = msgspec.json.decode(document, type=Calibration)
    except msgspec.DecodeError as error:
        raise CalibrationError(f"not a calibration: {error}") from error
    if calibration.format != FORMAT:
        raise CalibrationError(f"format {calibration.format} is not known here, only {FORMAT}")
    for name, kind in calibration.kinds.items():
        _check(name, kind)
    _check_shares("people", calibration.people)
    _check_shares("position_shares", dict(enumerate(sum(calibration.position_shares.values(), ()))))
    return calibration


def _check(name: str, kind: KindModel) -> None:
    for (left, low), (right, high) in zip(kind.knots, kind.knots[1:], strict=False):
        if not (left < right and low <= high):
            raise CalibrationError(f"the knots of {name} must ascend")
    _check_shares(f"the knots of {name}", dict(enumerate(share for _, share in kind.knots)))
    _check_shares(f"unknown of {name}", {"": kind.unknown})
    if any(term.scale <= 0 for model in kind.rules.values() for term in model.terms):
        raise CalibrationError(f"a scale of {name} is not positive")


def _check_shares(what: str, shares: Mapping[Any, float]) -> None:
    if not all(0 <= share <= 1 for share in shares.values()):
        raise CalibrationError(f"{what} must lie in [0, 1]")


DEFAULT_CALIBRATION = decode(DEFAULT_PATH.read_bytes())
