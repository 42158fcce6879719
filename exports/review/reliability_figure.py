"""A reliability curve as geometry, in units of a square of 100: confidence to the right, agreement upwards. Pure."""

from math import sqrt
from typing import NamedTuple

from exports.preferences.calibration import Curve

LEAST, MOST = 1.2, 5.0  # radius of a bin's point: its area grows with its share of the records


class Point(NamedTuple):
    x: str
    y: str
    radius: str
    confidence: float
    agreed: float
    n: int


class Figure(NamedTuple):
    points: list[Point]
    line: str  # for a polyline
    ece: float
    n: int


def figure(curve: Curve) -> Figure | None:
    """None where nothing was measured."""
    if not curve.bins:
        return None
    largest = max(one.n for one in curve.bins)
    points = [
        Point(
            f"{100 * one.confidence:.2f}",
            f"{100 - 100 * one.agreed:.2f}",
            f"{max(LEAST, MOST * sqrt(one.n / largest)):.2f}",
            one.confidence,
            one.agreed,
            one.n,
        )
        for one in curve.bins
    ]
    return Figure(points, " ".join(f"{one.x},{one.y}" for one in points), curve.ece, curve.n)
