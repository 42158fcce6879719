"""The funnel as bars on one scale: pure geometry, in percent of the widest bar."""

from collections.abc import Mapping
from dataclasses import dataclass

KINDS = ("pair", "unpaired", "reward")


@dataclass(frozen=True)
class Segment:
    kind: str  # empty where a step has no kinds
    count: int
    x: str
    width: str


@dataclass(frozen=True)
class Step:
    """One step of the funnel with its parts from left to right."""

    name: str
    count: int
    segments: tuple[Segment, ...]


def steps(
    events: int, interactions: int, clean: int, records: Mapping[str, int], release_rows: Mapping[str, int]
) -> list[Step]:
    """Events → interactions → clean → records by kind → rows of the releases by kind."""
    counts: list[tuple[str, Mapping[str, int]]] = [
        ("Events", {"": events}),
        ("Interactions", {"": interactions}),
        ("Clean", {"": clean}),
        ("Records", records),
        ("Release rows", release_rows),
    ]
    widest = max(sum(by_kind.values()) for _, by_kind in counts) or 1
    return [Step(name, sum(by_kind.values()), _segments(by_kind, widest)) for name, by_kind in counts]


def _segments(by_kind: Mapping[str, int], widest: int) -> tuple[Segment, ...]:
    segments = []
    x = 0.0
    for kind in ("", *KINDS):
        if count := by_kind.get(kind, 0):
            width = 100 * count / widest
            segments.append(Segment(kind, count, f"{x:.3f}%", f"{max(width, 0.3):.3f}%"))
            x += width
    return tuple(segments)
