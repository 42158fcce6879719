"""π: how often each place is picked where the order of the sides is random. Pure."""

from collections import Counter
from collections.abc import Iterable

from exports.preferences.calibration import TOP_PICK_SHARE
from exports.preferences.facts import Comparison

PRIOR_PICKS = 50.0  # what Copilot Arena published weighs as much as this many picks of one's own
DECIMALS = 4

Shares = dict[int, tuple[float, ...]]


def position_shares(picks: Iterable[Comparison]) -> Shares:
    """By number of sides and place. Only picks in random order whose sides all have a known place count."""
    counted: dict[int, Counter[int]] = {}
    for pick in picks:
        place = _place(pick)
        if place is not None:
            counted.setdefault(len(pick.positions), Counter())[place] += 1
    return {sides: _shrunk(counted[sides], sides) for sides in sorted(counted)}


def _place(pick: Comparison) -> int | None:
    sides = 1 + len(pick.others)
    if pick.outcome != "picked" or not pick.randomized or pick.chosen is None or sides < 2:
        return None
    if sorted(pick.positions.values()) != list(range(sides)):
        return None
    return pick.positions.get(pick.chosen.candidate_id)


def _shrunk(counts: Counter[int], sides: int) -> tuple[float, ...]:
    total = counts.total() + PRIOR_PICKS
    rest = (1 - TOP_PICK_SHARE) / (sides - 1)
    prior = (TOP_PICK_SHARE, *[rest] * (sides - 1))
    return tuple(round((counts[place] + PRIOR_PICKS * prior[place]) / total, DECIMALS) for place in range(sides))
