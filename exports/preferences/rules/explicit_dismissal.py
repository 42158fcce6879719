"""Rule 6: a person dismissed it on purpose, after time enough to read it."""

from collections.abc import Iterable

from exports.contracts import Draft
from exports.preferences import confidence, drafting
from exports.preferences.cutoffs import Cutoffs
from exports.preferences.facts import Group, Observation
from exports.preferences.rule import Precedence


class ExplicitDismissal:
    """unpaired false, and the reward −τ. A dismissal without a reason is not an explicit one."""

    id = "explicit-dismissal"
    version = 1
    precedence = Precedence.ACCEPTANCE

    def derive(self, group: Group) -> Iterable[Draft]:
        for seen in group.observations:
            if _is_considered(seen, group.cutoffs):
                evidence, sure = [seen.dismissed], confidence.EXPLICIT_DISMISSAL
                yield from drafting.unwanted(self, seen, evidence, confidence=sure, component="dismissed")


def _is_considered(seen: Observation, cutoffs: Cutoffs) -> bool:
    dismissed = seen.dismissed
    if dismissed is None or dismissed.reason != "explicit" or dismissed.visible_ms is None:
        return False
    return dismissed.visible_ms >= cutoffs.visible_min_ms
