"""From logits to shares of agreement: isotonic regression over bins, in a few knots. Pure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression

Floats = NDArray[np.float64]
Knots = tuple[tuple[float, float], ...]

BIN_ROWS = 25  # at least this many rows behind a knot
MOST_KNOTS = 40
LIMITS = (0.02, 0.99)  # no signal makes surer than this, however long nobody disagreed
DECIMALS = 5


def knots(logits: Floats, agrees: Floats, base: Knots = (), base_rows: float = 0.0) -> Knots:
    """At most MOST_KNOTS knots, ascending. The knots of a base count as `base_rows` rows in all.

    A bin's share is (agreed + ½) / (n + 1): few rows never say 0 or 1.
    """
    places, shares, weights = _bins(logits, agrees)
    if base:
        weight = base_rows / len(base)
        places += [place for place, _ in base]
        shares += [share for _, share in base]
        weights += [weight] * len(base)
    return _monotone(places, shares, weights)


def _bins(logits: Floats, agrees: Floats) -> tuple[list[float], list[float], list[float]]:
    """Bins of equally many rows, in order of logit; equal logits stay together."""
    order = np.lexsort((agrees, logits))
    count = int(max(1, min(MOST_KNOTS, len(order) // BIN_ROWS)))
    borders = {int(np.searchsorted(logits[order], logits[order][at])) for at in _cuts(len(order), count)}
    parts = [part for part in np.split(order, sorted(borders)) if len(part)]
    places = [float(logits[part].mean()) for part in parts]
    shares = [(float(agrees[part].sum()) + 0.5) / (len(part) + 1) for part in parts]
    return places, shares, [float(len(part)) for part in parts]


def _cuts(rows: int, count: int) -> list[int]:
    return [rows * number // count for number in range(1, count)]


def _monotone(places: Sequence[float], shares: Sequence[float], weights: Sequence[float]) -> Knots:
    order = sorted(range(len(places)), key=lambda at: (places[at], shares[at]))
    x = [places[at] for at in order]
    fitted = IsotonicRegression(y_min=LIMITS[0], y_max=LIMITS[1]).fit_transform(
        x, [shares[at] for at in order], sample_weight=[weights[at] for at in order]
    )
    found: dict[float, float] = {}
    for place, share in zip(x, fitted, strict=True):
        found[round(place, DECIMALS)] = round(float(share), DECIMALS)  # of equal places the last, which is the highest
    return tuple(found.items())
