"""Fitting a calibration to judged drafts. Pure and deterministic: the same rows in any order give the same document.

What is told of its quality is measured out of sample. The rows are cut into folds by group (one prompt is never on both
sides); each fold is predicted by coefficients and knots that were fitted on the others.
"""

import hashlib
from collections.abc import Sequence
from math import fsum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exports.calibration import logistic
from exports.calibration.design import Design, Priors, design, rule_models
from exports.calibration.intervals import curve, flip_rates
from exports.calibration.knots import Knots, knots
from exports.calibration.rows import Judged, ordered
from exports.preferences.calibration import (
    FORMAT,
    Calibration,
    Curve,
    KindModel,
    RuleModel,
    Source,
    interpolated,
    logit_of,
)
from exports.preferences.terms import contribution

Floats = NDArray[np.float64]
Folds = NDArray[np.int_]

FOLDS = 5
MIN_ROWS = 50  # judged records of a kind; below, ten folds of a coin would look as good
MIN_EACH = 5  # of those, agreed with and disagreed with
KINDS = ("pair", "unpaired")  # a reward keeps its outcome's confidence

# How far rules and signals may differ from the base (logits, one standard deviation). From nothing a rule may be
# anything between 5 and 95 %; against a base, gold has to insist.
FRESH = Priors(rule=1.5, shared=0.5, own=0.25)
AROUND_BASE = Priors(rule=0.7, shared=0.2, own=0.1)
BASE_ROWS = 100.0  # how many rows of gold the base's knots weigh against
EDGE = 0.02  # an offset from a starting confidence stays this far from 0 and 1


class TooLittleError(ValueError):
    """There is not enough gold for a fit. The message says what is there and what is needed."""


class Fit(NamedTuple):
    """One kind's model with its out-of-sample curve."""

    model: KindModel
    curve: Curve


def fit(
    rows: Sequence[Judged],
    *,
    version: str,
    source: Source,
    base: Calibration | None = None,
    position_shares: dict[int, tuple[float, ...]] | None = None,
    people: dict[str, float] | None = None,
) -> Calibration:
    """Kinds with too few rows keep the base's model. Raises TooLittleError where every kind has too few."""
    sound = ordered(rows)
    fits = {
        kind: fit_kind(mine, base) for kind in KINDS if is_enough(mine := [row for row in sound if row.kind == kind])
    }
    if not fits:
        raise TooLittleError(too_little(sound))
    kept = base.kinds if base else {}
    curves = base.curves if base else {}
    return Calibration(
        format=FORMAT,
        version=version,
        source=source,
        kinds={**kept, **{kind: made.model for kind, made in fits.items()}},
        position_shares=position_shares or (base.position_shares if base else {}),
        people=people or {},
        rule_flip_rates=flip_rates(sound),
        curves={**curves, **{kind: made.curve for kind, made in fits.items()}},
    )


def is_enough(rows: Sequence[Judged]) -> bool:
    agreed = sum(row.agrees for row in rows)
    return len(rows) >= MIN_ROWS and min(agreed, len(rows) - agreed) >= MIN_EACH


def too_little(rows: Sequence[Judged]) -> str:
    told = [
        f"{kind}: {len(mine)} judged, {sum(row.agrees for row in mine)} agreed with"
        for kind in KINDS
        if (mine := [row for row in rows if row.kind == kind])
    ]
    return (
        f"A fit needs {MIN_ROWS} judged records of a kind, at least {MIN_EACH} of them disagreed with and {MIN_EACH}"
        f" agreed with. There are: {'; '.join(told) or 'none'}."
    )


def fit_kind(rows: Sequence[Judged], base: Calibration | None) -> Fit:
    """One kind's model. `rows` are in order and enough of them."""
    before = base.kinds.get(rows[0].kind) if base else None
    begin = _starting_models(rows, before)
    agrees = np.array([row.agrees for row in rows], dtype=np.float64)
    offset = np.array([_logit(begin[row.key], row) for row in rows])
    made = design(rows, AROUND_BASE if base else FRESH)
    folds = np.array([_fold(row.group) for row in rows])
    shape = before.knots if before else ()
    logits = _held_out(made, agrees, offset, folds)
    confidences = _calibrated(logits, agrees, folds, shape)
    coefficients = logistic.fit(made.matrix, agrees, offset, made.deviations)
    model = KindModel(
        rules=rule_models(made, coefficients, begin),
        knots=knots(logits, agrees, shape, BASE_ROWS),
        unknown=round(float(agrees.mean()), 4),
    )
    return Fit(model, curve([round(one, 6) for one in confidences.tolist()], [row.agrees for row in rows]))


def _starting_models(rows: Sequence[Judged], before: KindModel | None) -> dict[str, RuleModel]:
    """Where each rule starts from: the base's model; else, beside a base, its own starting confidence; else nothing."""
    found = dict(before.rules) if before else {}
    starting: dict[str, list[float]] = {}
    for row in rows:
        if row.key not in found:
            starting.setdefault(row.key, []).append(row.starting)
    for key, told in starting.items():
        mean = min(1 - EDGE, max(EDGE, fsum(told) / len(told)))
        found[key] = RuleModel(intercept=round(logit_of(mean), 5) if before else 0.0)
    return found


def _logit(model: RuleModel, row: Judged) -> float:
    return model.intercept + sum(contribution(term, row.signals) for term in model.terms)


def _fold(group: str) -> int:
    """Derived from the group's name alone, so that no order of rows changes it."""
    return hashlib.sha256(group.encode()).digest()[0] % FOLDS


def _held_out(made: Design, agrees: Floats, offset: Floats, folds: Folds) -> Floats:
    """Each row's logit by coefficients that were fitted on the other folds."""
    found = np.zeros(len(agrees))
    for fold in np.unique(folds):
        inside, outside = folds == fold, folds != fold
        beta = logistic.fit(made.matrix[outside], agrees[outside], offset[outside], made.deviations)
        found[inside] = made.matrix[inside] @ beta + offset[inside]
    return found


def _calibrated(logits: Floats, agrees: Floats, folds: Folds, base: Knots) -> Floats:
    """Each row's confidence by knots that were fitted on the other folds."""
    found = np.zeros(len(agrees))
    for fold in np.unique(folds):
        outside = folds != fold
        made = knots(logits[outside], agrees[outside], base, BASE_ROWS)
        for place in np.flatnonzero(folds == fold):
            found[place] = interpolated(made, float(logits[place]))
    return found
