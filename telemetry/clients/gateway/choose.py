"""Which upstream answers, drawn by weight, with the exact probability of the draw. Pure: callers bring the randomness.

The probability (propensity) is what makes a comparison of models unbiased later: an outcome counts for 1/propensity.
"""

from collections.abc import Sequence

from telemetry.clients.gateway.contracts import ReadyUpstream


def choose(upstreams: Sequence[ReadyUpstream], draw: float) -> tuple[ReadyUpstream, float]:
    """One upstream with probability weight/total, and that probability. `draw` is uniform in [0, 1).

    Raises ValueError where none has a weight.
    """
    chosen, _ = _pick(upstreams, draw)
    return chosen, chosen.weight / _total(upstreams)


def choose_two(
    upstreams: Sequence[ReadyUpstream], draw1: float, draw2: float
) -> tuple[ReadyUpstream, ReadyUpstream, float]:
    """Two different upstreams in the order they are to be shown, and the probability of this ordered pair.

    The first is drawn by weight among all, the second by weight among the rest. Which of them takes which side is
    even odds whatever their weights (from what `draw2` has left of its randomness), so that a taste for the first
    side cannot look like a better model. Raises ValueError where fewer than two have a weight.
    """
    one, _ = _pick(upstreams, draw1)
    rest = [each for each in upstreams if each is not one]
    other, left = _pick(rest, draw2)
    first, second = (one, other) if left < 0.5 else (other, one)
    return first, second, _of_pair(one.weight, other.weight, _total(upstreams)) / 2


def _of_pair(one: int, other: int, total: int) -> float:
    """one/total · other/(total-one) + other/total · one/(total-other), in whole numbers up to the one division."""
    return one * other * (2 * total - one - other) / (total * (total - one) * (total - other))


def _pick(upstreams: Sequence[ReadyUpstream], draw: float) -> tuple[ReadyUpstream, float]:
    """The upstream whose share of [0, 1) holds the draw, and how far into that share it lies, again in [0, 1)."""
    weighted = [each for each in upstreams if each.weight > 0]
    if not weighted:
        raise ValueError("No upstream has a weight.")
    point = draw * _total(weighted)
    for each in weighted[:-1]:
        if point < each.weight:
            return each, point / each.weight
        point -= each.weight
    return weighted[-1], point / weighted[-1].weight  # also for what rounding carried past the end


def _total(upstreams: Sequence[ReadyUpstream]) -> int:
    return sum(each.weight for each in upstreams)
