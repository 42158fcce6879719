"""Judged rows as a sparse matrix, and fitted coefficients back as a calibration's rule models. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from exports.calibration.rows import Judged
from exports.calibration.signals import SAID_BY, Piece, pieces
from exports.preferences.calibration import RuleModel
from exports.preferences.terms import Term, reading

Floats = NDArray[np.float64]
MIN_KNOWN = 60  # rows of one rule with the signal known, before the rule gets a slope of its own
MIN_MISSING = 30  # rows with it unknown, before not knowing it gets a weight
OUTER = 0.01  # share of a rule's rows at either end whose values count as the ends themselves: beyond, nothing was seen
TINY = 0.01  # logits: a smaller weight changes no confidence that is told
DECIMALS = 5  # of what a document holds: libraries differ in later ones


class Priors(NamedTuple):
    """Standard deviations, in logits, of the normal priors on how rules and signals differ from the base model."""

    rule: float
    shared: float
    own: float


class Column(NamedTuple):
    """What one coefficient is of: a rule's intercept, or a piece's weight or missing value, shared or one rule's."""

    what: str
    key: str = ""
    piece: int = -1


class Typical(NamedTuple):
    """A piece's values among one rule's rows: the mean, and the range a fit can speak of."""

    mean: float
    low: float
    high: float


class Design(NamedTuple):
    """`typical` is by rule and piece, of the rows where the signal is known: a typical draft of a rule has logit 0 from
    its signals."""

    matrix: sparse.csr_matrix
    columns: list[Column]
    deviations: Floats
    pieces: list[Piece]
    typical: dict[tuple[str, int], Typical]
    scales: Floats
    keys: list[str]


def design(rows: Sequence[Judged], priors: Priors) -> Design:
    """Columns: the intercept, one a rule, then weights and missing values of the pieces, shared and by rule."""
    parts = pieces({name for row in rows for name in row.signals.get(SAID_BY) or ()})
    values = _values(rows, parts)
    keys = sorted({row.key for row in rows})
    of_key = {key: np.flatnonzero([row.key == key for row in rows]) for key in keys}
    builder = _Builder(len(rows))
    builder.add(Column("all"), np.arange(len(rows)), np.ones(len(rows)), 10.0)
    for key, where in of_key.items():
        builder.add(Column("rule", key), where, np.ones(len(where)), priors.rule)
    typical: dict[tuple[str, int], Typical] = {}
    scales = np.ones(len(parts))
    for index in range(len(parts)):
        known = ~np.isnan(values[:, index])
        centred = _centred(values[:, index], known, of_key, index, typical)
        scales[index] = _scale(centred)
        _add_piece(builder, index, centred / scales[index], known, of_key, priors)
    return Design(builder.matrix(), builder.columns, np.array(builder.deviations), parts, typical, scales, keys)


def _values(rows: Sequence[Judged], parts: Sequence[Piece]) -> Floats:
    """Rows × pieces, clipped; NaN where unknown."""
    found = np.full((len(rows), len(parts)), np.nan)
    for index, piece in enumerate(parts):
        for place, row in enumerate(rows):
            value = reading(piece.form, piece.of, row.signals.get(piece.signal))
            if value is not None:
                found[place, index] = min(piece.high, max(piece.low, value))
    return found


def _centred(
    values: Floats,
    known: NDArray[np.bool_],
    of_key: dict[str, NDArray[np.intp]],
    index: int,
    typical: dict[tuple[str, int], Typical],
) -> Floats:
    """Each rule's values within their range, minus their mean; 0 where unknown."""
    found = np.zeros(len(values))
    for key, where in of_key.items():
        told = where[known[where]]
        if len(told):
            usual = _typical(values[told])
            typical[key, index] = usual
            found[told] = np.clip(values[told], usual.low, usual.high) - usual.mean
    return found


def _typical(values: Floats) -> Typical:
    low, high = (round(float(end), DECIMALS) for end in np.quantile(values, (OUTER, 1 - OUTER), method="nearest"))
    return Typical(round(float(np.clip(values, low, high).mean()), DECIMALS), low, high)


def _scale(centred: Floats) -> float:
    spread = float(np.sqrt(np.mean(centred[centred != 0] ** 2))) if np.any(centred) else 1.0
    return round(max(spread, 1e-5), DECIMALS)


def _add_piece(
    builder: "_Builder",
    index: int,
    standard: Floats,
    known: NDArray[np.bool_],
    of_key: dict[str, NDArray[np.intp]],
    priors: Priors,
) -> None:
    varies = np.flatnonzero(standard)
    if not len(varies):
        return
    builder.add(Column("weight", "", index), varies, standard[varies], priors.shared)
    partly = [key for key, where in of_key.items() if _is_partly(known[where])]
    for key in partly:
        unknown = of_key[key][~known[of_key[key]]]
        builder.add(Column("missing", key, index), unknown, np.ones(len(unknown)), priors.shared)
    for key, where in of_key.items():
        own = where[standard[where] != 0]
        if len(own) >= MIN_KNOWN:
            builder.add(Column("weight", key, index), own, standard[own], priors.own)


def _is_partly(known: NDArray[np.bool_]) -> bool:
    return bool(known.any()) and int((~known).sum()) >= MIN_MISSING


class _Builder:
    """Collects sparse columns."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self.columns: list[Column] = []
        self.deviations: list[float] = []
        self._where: list[NDArray[np.intp]] = []
        self._values: list[Floats] = []

    def add(self, column: Column, where: NDArray[np.intp], values: Floats, deviation: float) -> None:
        self.columns.append(column)
        self.deviations.append(deviation)
        self._where.append(where)
        self._values.append(values)

    def matrix(self) -> sparse.csr_matrix:
        places = np.repeat(np.arange(len(self._where)), [len(one) for one in self._where])
        entries = (np.concatenate(self._values), (np.concatenate(self._where), places))
        return sparse.csr_matrix(entries, shape=(self._rows, len(self.columns)))


def rule_models(made: Design, coefficients: Floats, base: dict[str, RuleModel]) -> dict[str, RuleModel]:
    """The base's models with what was learnt added; rules of the base without rows get what all rules share."""
    told = {column: float(value) for column, value in zip(made.columns, coefficients, strict=True)}
    found = {
        key: RuleModel(intercept=round(_plus(told, model), DECIMALS), terms=model.terms) for key, model in base.items()
    }
    for key in made.keys:
        start = base.get(key, RuleModel(intercept=0.0))
        found[key] = RuleModel(
            intercept=round(_plus(told, start) + told[Column("rule", key)], DECIMALS),
            terms=(*start.terms, *_terms(made, told, key)),
        )
    return dict(sorted(found.items()))


def _plus(told: dict[Column, float], model: RuleModel) -> float:
    return model.intercept + told[Column("all")]


def _terms(made: Design, told: dict[Column, float], key: str) -> list[Term]:
    found = []
    for index, piece in enumerate(made.pieces):
        usual = made.typical.get((key, index))
        if usual is None:
            continue
        weight = told.get(Column("weight", "", index), 0.0) + told.get(Column("weight", key, index), 0.0)
        missing = told.get(Column("missing", key, index), 0.0)
        if (abs(weight) >= TINY and usual.low < usual.high) or abs(missing) >= TINY:
            found.append(
                Term(
                    signal=piece.signal,
                    form=piece.form,
                    of=piece.of,
                    low=usual.low,
                    high=usual.high,
                    mean=usual.mean,
                    scale=float(made.scales[index]),
                    weight=round(weight, DECIMALS),
                    missing=round(missing, DECIMALS),
                )
            )
    return found
