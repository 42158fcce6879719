"""Rule 9: several answers to one prompt, one of them kept."""

from collections.abc import Iterable

from exports.contracts import Draft
from exports.preferences import confidence, drafting
from exports.preferences.cutoffs import Cutoffs
from exports.preferences.facts import Group, Observation
from exports.preferences.rule import Precedence
from exports.preferences.siblings import discarded_generations, is_kept, was_read


class KeptGeneration:
    """pair: kept ≻ each discarded. Margin 2/3 where the other was discarded expressly, else 1/3."""

    id = "kept-generation"
    version = 1
    precedence = Precedence.RETENTION

    def derive(self, group: Group) -> Iterable[Draft]:
        for kept in group.observations:
            if is_kept(kept, group.cutoffs.kept_min, group.cutoffs):
                for other in discarded_generations(group, kept):
                    yield self._pair(kept, other, group.cutoffs)

    def _pair(self, kept: Observation, other: Observation, cutoffs: Cutoffs) -> Draft:
        return drafting.pair(
            self,
            drafting.side(kept),
            drafting.side(other),
            [kept.accepted, kept.lasting, other.dismissed, other.regenerated],
            confidence=confidence.KEPT_GENERATION if was_read(other, cutoffs) else confidence.GLANCED,
            margin=2 / 3 if _is_express(other) else 1 / 3,
            horizon_s=round(kept.lasting.after_s) if kept.lasting else None,
        )


def _is_express(other: Observation) -> bool:
    dismissed = other.dismissed is not None and other.dismissed.reason == "explicit"
    return dismissed or (other.regenerated is not None and bool(other.regenerated.feedback.strip()))
