"""Whether labels favour length more than the truth does. Pure."""

from collections.abc import Iterable
from math import log

from exports.evaluation.judging import UNKNOWN, Judged
from exports.evaluation.rates import Share, share_of
from exports.evaluation.truth import Truth
from telemetry.contracts import Frozen

# Borders of ln(longer / shorter): the longer text is up to 1.1, 1.35, 2, 4 times the shorter, or more.
BORDERS = (0.1, 0.3, 0.7, 1.4)


class LengthBin(Frozen, frozen=True, kw_only=True, omit_defaults=False):
    """Pairs whose lengths differ by a factor of `low` to `high` (None: no end)."""

    low: float
    high: float | None
    longer_chosen: Share
    longer_better: Share


class LengthBias(Frozen, frozen=True, kw_only=True, omit_defaults=False):
    """Of the pairs of different length and quality: how often the longer was chosen, and how often it is better.

    `mean_difference`: characters the chosen text is longer by; None without pairs.
    """

    longer_chosen: Share
    longer_better: Share
    mean_difference: float | None
    bins: tuple[LengthBin, ...]


def length_bias(judged: Iterable[Judged], truth: Truth) -> LengthBias:
    found = [_lengths(one, truth) for one in judged if one.verdict != UNKNOWN]
    pairs = [(chosen, rejected, right) for chosen, rejected, right, tie in found if chosen != rejected and not tie]
    return LengthBias(
        longer_chosen=_chosen(pairs),
        longer_better=_better(pairs),
        mean_difference=sum(chosen - rejected for chosen, rejected, _ in pairs) / len(pairs) if pairs else None,
        bins=tuple(_bins(pairs)),
    )


_Pair = tuple[int, int, bool]  # length of the chosen text, of the rejected one, and whether the choice is right


def _lengths(one: Judged, truth: Truth) -> tuple[int, int, bool, bool]:
    chosen, rejected = truth.texts[one.row.chosen_event], truth.texts[one.row.rejected_event]
    return chosen.length, rejected.length, chosen.quality > rejected.quality, chosen.quality == rejected.quality


def _chosen(pairs: Iterable[_Pair]) -> Share:
    return share_of(chosen > rejected for chosen, rejected, _ in pairs)


def _better(pairs: Iterable[_Pair]) -> Share:
    return share_of((chosen > rejected) == right for chosen, rejected, right in pairs)


def _bins(pairs: Iterable[_Pair]) -> Iterable[LengthBin]:
    edges = (0.0, *BORDERS)
    filled: list[list[_Pair]] = [[] for _ in edges]
    for pair in pairs:
        ratio = abs(log(max(1, pair[0]) / max(1, pair[1])))
        filled[sum(ratio >= border for border in BORDERS)].append(pair)
    for number, inside in enumerate(filled):
        if inside:
            high = edges[number + 1] if number + 1 < len(edges) else None
            yield LengthBin(low=edges[number], high=high, longer_chosen=_chosen(inside), longer_better=_better(inside))
