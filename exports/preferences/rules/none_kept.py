"""Rule 10: a person asked again and again, and kept nothing."""

from collections.abc import Iterable

from exports.contracts import Draft
from exports.preferences import confidence, drafting
from exports.preferences.facts import Group
from exports.preferences.rule import Precedence


class NoneKept:
    """unpaired false for each answer the person had generated anew, where nothing of the group was taken."""

    id = "none-kept"
    version = 1
    precedence = Precedence.ACCEPTANCE

    def derive(self, group: Group) -> Iterable[Draft]:
        if any(one.accepted or one.copied for one in group.observations):
            return
        discarded = [one for one in group.observations if one.regenerated is not None]
        if len(discarded) < group.cutoffs.regenerations_min:
            return
        for seen in discarded:
            yield drafting.unpaired(
                self, drafting.side(seen), False, [seen.regenerated], confidence=confidence.NONE_KEPT
            )
