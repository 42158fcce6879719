"""Rule 8: dismissed, or taken and rewritten: the developer wrote something else in its place that stayed."""

from collections.abc import Iterable

from exports.contracts import Draft
from exports.preferences import confidence, drafting
from exports.preferences.cutoffs import Cutoffs
from exports.preferences.distance import comparable, edit_distance
from exports.preferences.drafting import Side
from exports.preferences.facts import Fact, Group, Observation
from exports.preferences.rule import Precedence
from exports.preferences.siblings import is_rewritten, is_taken


class DismissedReplaced:
    """pair of the low tier: what the developer wrote ≻ what was offered, where lengths are comparable."""

    id = "dismissed-replaced"
    version = 2
    precedence = Precedence.EDIT

    def derive(self, group: Group) -> Iterable[Draft]:
        for seen in group.observations:
            written = _written_instead(seen, group.cutoffs)
            if written is not None and _is_alternative(seen.text, written[0], group.cutoffs):
                text, fact = written
                yield drafting.pair(
                    self,
                    Side(text, seen, fact),
                    drafting.side(seen),
                    [seen.accepted, seen.dismissed, fact],
                    confidence=confidence.REPLACED,
                    weight=group.cutoffs.replacement_weight,
                )


def _written_instead(seen: Observation, cutoffs: Cutoffs) -> tuple[str, Fact] | None:
    """What stood there ten seconds or more after the dismissal, or the acceptance, as the client captured it."""
    given_up = seen.accepted is not None and is_taken(seen) and is_rewritten(seen, cutoffs)
    refused = seen.dismissed is not None and seen.dismissed.reason != "superseded"
    if not (given_up or refused):
        return None
    if seen.edit is not None and seen.edit.after_s >= cutoffs.settled_min:
        return seen.edit.final_text, seen.edit
    captured = [one for one in seen.retention if one.text is not None and one.after_s >= cutoffs.settled_min]
    return (captured[0].text or "", captured[0]) if captured else None


def _is_alternative(offered: str, written: str, cutoffs: Cutoffs) -> bool:
    """Alike in length, unlike in content: who types the suggestion by hand has not replaced it."""
    if not comparable(offered, written, cutoffs.comparable_ratio):
        return False
    distance = edit_distance(offered, written, cutoffs.distance_max_chars)
    return distance is not None and distance >= cutoffs.edit_min
