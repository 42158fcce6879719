"""Shares with their uncertainty. Pure."""

from collections.abc import Iterable
from math import sqrt

from telemetry.contracts import Frozen

Z_95 = 1.959963984540054  # quantile of the normal distribution for a two-sided 95 % interval


class Share(Frozen, frozen=True, kw_only=True, omit_defaults=False):
    """`hits` of `of`. `value` is None where `of` is 0; `low` and `high` bound it by Wilson's 95 % interval."""

    hits: int
    of: int
    value: float | None
    low: float
    high: float


def share(hits: int, of: int) -> Share:
    low, high = wilson(hits, of)
    return Share(hits=hits, of=of, value=hits / of if of else None, low=low, high=high)


def share_of(flags: Iterable[bool]) -> Share:
    found = list(flags)
    return share(sum(found), len(found))


def together(shares: Iterable[Share]) -> Share:
    """The pooled share."""
    found = list(shares)
    return share(sum(one.hits for one in found), sum(one.of for one in found))


def wilson(hits: int, of: int, z: float = Z_95) -> tuple[float, float]:
    """Wilson's score interval of a proportion (Wilson 1927); (0, 1) where nothing was counted."""
    if not of:
        return 0.0, 1.0
    rate = hits / of
    centre = rate + z * z / (2 * of)
    spread = z * sqrt(rate * (1 - rate) / of + z * z / (4 * of * of))
    scale = 1 + z * z / of
    low = (centre - spread) / scale if hits else 0.0  # exactly, whatever rounding says
    return low, (centre + spread) / scale if hits < of else 1.0
