"""How far stated confidence and what is true lie apart: reliability bins, expected calibration error, Brier. Pure."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter

from exports.evaluation.rates import Share, share
from telemetry.contracts import Frozen

BINS = 10

Point = tuple[float, bool]  # (confidence in [0, 1], was it right)


class Bin(Frozen, frozen=True, kw_only=True, omit_defaults=False):
    """The labels whose confidence lies in [low, high]; bins without any are left out."""

    low: float
    high: float
    confidence: float  # their mean
    right: Share


class Reliability(Frozen, frozen=True, kw_only=True, omit_defaults=False):
    """`ece` is the larger of the two errors, None without labels: the binning must not flatter."""

    equal_width: tuple[Bin, ...]
    equal_mass: tuple[Bin, ...]
    ece_width: float | None
    ece_mass: float | None
    ece: float | None
    brier: float | None


def reliability(points: Iterable[Point], bins: int = BINS) -> Reliability:
    found = sorted(points)
    width, mass = equal_width(found, bins), equal_mass(found, bins)
    by_width, by_mass = ece(width), ece(mass)
    return Reliability(
        equal_width=width,
        equal_mass=mass,
        ece_width=by_width,
        ece_mass=by_mass,
        ece=max((error for error in (by_width, by_mass) if error is not None), default=None),
        brier=brier(found),
    )


def equal_width(points: Sequence[Point], bins: int = BINS) -> tuple[Bin, ...]:
    """Bins of width 1 / `bins`; a confidence on a border belongs to the bin above it."""
    filled: dict[int, list[Point]] = {}
    for point in sorted(points):
        filled.setdefault(min(bins - 1, int(point[0] * bins)), []).append(point)
    return tuple(_bin(number / bins, (number + 1) / bins, inside) for number, inside in sorted(filled.items()))


def equal_mass(points: Sequence[Point], bins: int = BINS) -> tuple[Bin, ...]:
    """Bins of about equally many labels. Labels of one confidence stay together, so there may be fewer bins."""
    found: list[Bin] = []
    held: list[Point] = []
    done = 0
    for _, same in groupby(sorted(points), key=itemgetter(0)):
        held += same
        if done + len(held) >= (len(found) + 1) * len(points) / bins:
            found.append(_bin(held[0][0], held[-1][0], held))
            done, held = done + len(held), []
    return tuple(found)


def _bin(low: float, high: float, points: Sequence[Point]) -> Bin:
    mean = sum(confidence for confidence, _ in points) / len(points)
    return Bin(low=low, high=high, confidence=mean, right=share(sum(right for _, right in points), len(points)))


def ece(bins: Sequence[Bin]) -> float | None:
    """Expected calibration error: |mean confidence − share right| of the bins, weighted by their size."""
    total = sum(one.right.of for one in bins)
    if not total:
        return None
    return sum(abs(one.confidence * one.right.of - one.right.hits) for one in bins) / total


def brier(points: Sequence[Point]) -> float | None:
    """Mean squared difference between confidence and what is true; 0 is perfect, 0.25 a coin."""
    if not points:
        return None
    return sum((confidence - right) ** 2 for confidence, right in points) / len(points)
