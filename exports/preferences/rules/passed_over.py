"""Rule 7: typed over or ignored. That alone says nothing; what stands there half a minute later may."""

from collections.abc import Iterable

from exports.contracts import Draft
from exports.preferences import confidence, drafting
from exports.preferences.facts import Group
from exports.preferences.rule import Precedence

_REASONS = frozenset({"typed_over", "ignored"})


class PassedOver:
    """unpaired false of the low tier, where the text captured 30 s later holds less than a fifth of it."""

    id = "passed-over"
    version = 1
    precedence = Precedence.ACCEPTANCE

    def derive(self, group: Group) -> Iterable[Draft]:
        for seen in group.observations:
            if seen.dismissed is None or seen.dismissed.reason not in _REASONS:
                continue
            captured = next((one for one in seen.retention if one.after_s >= group.cutoffs.gone_within), None)
            if captured is not None and captured.fraction < group.cutoffs.unlike_max:
                yield drafting.unpaired(
                    self,
                    drafting.side(seen),
                    False,
                    [seen.dismissed, captured],
                    confidence=confidence.PASSED_OVER,
                    horizon_s=round(captured.after_s),
                )
