"""Do labels favour the longer text? Figures for the card of a release: trainers learn length before quality. Pure.

Singhal et al. (2023, "A long way to go") found most of the gain of some reward models to be length; a release whose
P(longer chosen) is far from one half, or whose chosen texts are much longer, teaches the same.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from math import fsum

from telemetry.contracts import Frozen

DECILES = 10


class LengthBias(Frozen, frozen=True, kw_only=True, omit_defaults=False):
    """Over `n` pairs; pairs of equal length count half. `mean_difference` is chosen minus rejected, in characters.

    Both are None where there is no pair.
    """

    n: int
    longer_chosen: float | None
    mean_difference: float | None


class Lengths(Frozen, frozen=True, kw_only=True):
    """One pair of a rule: characters of its two texts."""

    rule: str
    chosen: int
    rejected: int


class Decile(Frozen, frozen=True, kw_only=True, omit_defaults=False):
    """A tenth of the texts by length: from `shortest` to `longest` characters, `accepted` of `n`."""

    shortest: int
    longest: int
    accepted: int
    n: int


def of_pairs(pairs: Iterable[Lengths]) -> LengthBias:
    differences = [pair.chosen - pair.rejected for pair in pairs]
    if not differences:
        return LengthBias(n=0, longer_chosen=None, mean_difference=None)
    longer = fsum(1.0 if difference > 0 else 0.5 if difference == 0 else 0.0 for difference in differences)
    return LengthBias(
        n=len(differences),
        longer_chosen=longer / len(differences),
        mean_difference=fsum(differences) / len(differences),
    )


def by_rule(pairs: Iterable[Lengths]) -> dict[str, LengthBias]:
    """The same for every rule that has pairs, in order of rule."""
    found: dict[str, list[Lengths]] = defaultdict(list)
    for pair in pairs:
        found[pair.rule].append(pair)
    return {rule: of_pairs(found[rule]) for rule in sorted(found)}


def acceptance(texts: Iterable[tuple[int, bool]]) -> list[Decile]:
    """P(accepted) by tenth of length. `texts`: (characters, was it accepted?); few texts make fewer tenths."""
    ordered = sorted(texts)
    edges = [round(len(ordered) * part / DECILES) for part in range(DECILES + 1)]
    parts = (ordered[start:end] for start, end in pairwise(edges))
    return [
        Decile(shortest=part[0][0], longest=part[-1][0], accepted=sum(taken for _, taken in part), n=len(part))
        for part in parts
        if part
    ]
