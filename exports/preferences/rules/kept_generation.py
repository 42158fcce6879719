"""Rule 9: several answers to one prompt, one of them kept."""

from collections.abc import Iterable

from exports.contracts import Draft
from exports.preferences import confidence, drafting
from exports.preferences.cutoffs import Cutoffs
from exports.preferences.drafting import Side
from exports.preferences.facts import Fact, Group, Observation
from exports.preferences.retention import best_known
from exports.preferences.rule import Precedence
from exports.preferences.siblings import discarded_generations, standing, was_read


class KeptGeneration:
    """pair: what was kept ≻ each discarded. Margin 2/3 where the other was discarded expressly, else 1/3.

    Kept is at least 0.8 after five minutes; where those are censored, all of it at the last valid horizon; or its tests
    pass. Where the person mended it, what they made of it. Discarded: passed over, or taken and given up.
    """

    id = "kept-generation"
    version = 2
    precedence = Precedence.RETENTION

    def derive(self, group: Group) -> Iterable[Draft]:
        for kept in group.observations:
            chosen = standing(kept, group.cutoffs)
            if chosen is not None:
                for other in discarded_generations(group, kept):
                    yield self._pair(chosen, other, group.cutoffs)

    def _pair(self, chosen: Side, other: Observation, cutoffs: Cutoffs) -> Draft:
        kept, horizon = chosen.seen, best_known(chosen.seen)
        evidence: list[Fact | None] = [kept.accepted, chosen.written, horizon, other.accepted, other.reverted]
        return drafting.pair(
            self,
            chosen,
            drafting.side(other),
            [*evidence, other.dismissed, other.regenerated],
            confidence=confidence.KEPT_GENERATION if was_read(other, cutoffs) else confidence.GLANCED,
            margin=2 / 3 if _is_express(other) else 1 / 3,
            horizon_s=round(horizon.after_s) if horizon else None,
        )


def _is_express(other: Observation) -> bool:
    dismissed = other.dismissed is not None and other.dismissed.reason == "explicit"
    return dismissed or (other.regenerated is not None and bool(other.regenerated.feedback.strip()))
