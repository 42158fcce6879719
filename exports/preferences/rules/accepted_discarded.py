"""Rule 5: accepted, then rewritten beyond recognition, or gone within half a minute."""

from collections.abc import Iterable

from exports.contracts import Draft
from exports.preferences import confidence, drafting
from exports.preferences.cutoffs import Cutoffs
from exports.preferences.facts import Group, Observation, Retention
from exports.preferences.rule import Precedence
from exports.preferences.siblings import is_gone, is_rewritten


class AcceptedDiscarded:
    """unpaired false, and the reward −τ."""

    id = "accepted-discarded"
    version = 2
    precedence = Precedence.ACCEPTANCE

    def derive(self, group: Group) -> Iterable[Draft]:
        for seen in group.observations:
            if seen.accepted and seen.accepted.whole and _is_discarded(seen, group.cutoffs):
                evidence = [seen.accepted, seen.edit, seen.reverted, *_early(seen, group.cutoffs)]
                sure = confidence.ACCEPTED_DISCARDED
                yield from drafting.unwanted(self, seen, evidence, confidence=sure, component="discarded")


def _is_discarded(seen: Observation, cutoffs: Cutoffs) -> bool:
    return is_gone(seen, cutoffs) or is_rewritten(seen, cutoffs)


def _early(seen: Observation, cutoffs: Cutoffs) -> list[Retention]:
    return [one for one in seen.retention if one.after_s <= cutoffs.gone_within][-1:]
