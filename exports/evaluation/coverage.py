"""How many truly comparable groups gave a pair, and how accuracy and coverage trade as confidence rises. Pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from exports.evaluation.rates import Share, share
from exports.evaluation.truth import Truth
from telemetry.contracts import Frozen

POINTS = 60  # of a curve at most: more cannot be seen


class Claim(NamedTuple):
    """Somebody's word that one text beats another: whether that is right, the interactions it comes from, and whether
    the texts differ enough for it to be right or wrong at all."""

    confidence: float
    right: bool
    interactions: tuple[str, ...]
    comparable: bool = True


class Cut(Frozen, frozen=True, kw_only=True, omit_defaults=False):
    """What is left of the claims from a confidence on. `accuracy` is of those about texts that truly differ."""

    confidence: float
    accuracy: Share
    coverage: Share


class Groups:
    """The comparable groups of a truth, found by interaction, or by what repeats one: it need not be the first
    telling that stays."""

    def __init__(self, truth: Truth) -> None:
        self.total = len(truth.comparable)
        self._of: dict[str, list[int]] = {}
        for number, interactions in enumerate(truth.comparable):
            for uid in interactions:
                self._of.setdefault(uid, []).append(number)
        self._of |= {copy: self._of[first] for copy, first in truth.originals.items() if first in self._of}

    def of(self, interactions: Iterable[str]) -> set[int]:
        return {number for uid in interactions for number in self._of.get(uid, ())}


def coverage(claims: Iterable[Claim], groups: Groups) -> Share:
    covered = {number for claim in claims for number in groups.of(claim.interactions)}
    return share(len(covered), groups.total)


def curve(claims: Sequence[Claim], groups: Groups, points: int = POINTS) -> list[Cut]:
    """From the surest claims to all of them. Claims of one confidence are cut together."""
    cuts: list[Cut] = []
    covered: set[int] = set()
    right = judged = 0
    ordered = sorted(claims, key=lambda claim: -claim.confidence)
    step = max(1, len(ordered) // points)
    taken = 0
    for number, claim in enumerate(ordered, 1):
        judged += claim.comparable
        right += claim.comparable and claim.right
        covered |= groups.of(claim.interactions)
        last = number == len(ordered)
        if last or (ordered[number].confidence < claim.confidence and number - taken >= step):
            taken = number
            cuts.append(
                Cut(
                    confidence=claim.confidence,
                    accuracy=share(right, judged),
                    coverage=share(len(covered), groups.total),
                )
            )
    return cuts


def at_coverage(cuts: Sequence[Cut], least: float) -> Cut | None:
    """The surest cut that covers at least that share; None where not even all claims do."""
    return next((cut for cut in cuts if (cut.coverage.value or 0.0) >= least), None)
