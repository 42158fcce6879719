"""The rate of the last minute as bars: pure geometry for an SVG of 300 × 40 units."""

from typing import NamedTuple

WIDTH, HEIGHT, GAP = 300.0, 40.0, 2.0


class Bar(NamedTuple):
    x: str
    y: str
    width: str
    height: str


def bars(values: list[int]) -> list[Bar]:
    """One bar a value, scaled to the largest; a value of 0 keeps a hairline, so that the axis is seen."""
    step = WIDTH / max(len(values), 1)
    largest = max(values, default=0) or 1
    heights = [max(value / largest * HEIGHT, 1.0) for value in values]
    return [
        Bar(f"{index * step:.2f}", f"{HEIGHT - height:.2f}", f"{step - GAP:.2f}", f"{height:.2f}")
        for index, height in enumerate(heights)
    ]
