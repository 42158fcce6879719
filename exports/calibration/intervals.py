"""Intervals of shares, and how well stated confidence and what was seen agree. Pure."""

from collections.abc import Iterable, Sequence

from exports.calibration.rows import Judged
from exports.preferences.calibration import Bin, Curve, FlipRate

COVERAGE = 0.95
BINS = 10
DECIMALS = 4


def flip_rate(flipped: int, n: int) -> FlipRate:
    """The share that was disagreed with, and Jeffreys' interval (Brown, Cai and DasGupta 2001)."""
    from scipy.special import betaincinv  # SciPy takes a moment to import, and pages read this module

    tail = (1 - COVERAGE) / 2
    low = 0.0 if flipped == 0 else float(betaincinv(flipped + 0.5, n - flipped + 0.5, tail))
    high = 1.0 if flipped == n else float(betaincinv(flipped + 0.5, n - flipped + 0.5, 1 - tail))
    rate = flipped / n if n else 0.0
    return FlipRate(rate=round(rate, DECIMALS), low=round(low, DECIMALS), high=round(high, DECIMALS), n=n)


def flip_rates(rows: Iterable[Judged]) -> dict[str, dict[str, FlipRate]]:
    """By kind and rule."""
    counted: dict[str, dict[str, list[bool]]] = {}
    for row in rows:
        counted.setdefault(row.kind, {}).setdefault(row.rule, []).append(row.agrees)
    return {
        kind: {rule: flip_rate(answers.count(False), len(answers)) for rule, answers in sorted(rules.items())}
        for kind, rules in sorted(counted.items())
    }


def curve(confidences: Sequence[float], agrees: Sequence[bool], bins: int = BINS) -> Curve:
    """Bins of width 1 / `bins`, empty ones left out; ECE weighted by their size."""
    inside: dict[int, list[tuple[float, bool]]] = {}
    for confidence, agreed in zip(confidences, agrees, strict=True):
        inside.setdefault(min(bins - 1, int(confidence * bins)), []).append((confidence, agreed))
    made = [_bin(inside[number]) for number in sorted(inside)]
    n = len(confidences)
    error = sum(abs(one.confidence - one.agreed) * one.n for one in made) / n if n else 0.0
    return Curve(bins=tuple(made), ece=round(error, DECIMALS), n=n)


def _bin(points: Sequence[tuple[float, bool]]) -> Bin:
    n = len(points)
    return Bin(
        confidence=round(sum(sorted(confidence for confidence, _ in points)) / n, DECIMALS),
        agreed=round(sum(agreed for _, agreed in points) / n, DECIMALS),
        n=n,
    )
