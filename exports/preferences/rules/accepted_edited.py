"""Rule 3: accepted, then mended by the same person's hand, and the mended text stayed."""

from collections.abc import Iterable

from exports.contracts import Draft
from exports.preferences import confidence, drafting
from exports.preferences.cutoffs import Cutoffs
from exports.preferences.drafting import Side
from exports.preferences.facts import Edit, Group, Observation, Retention
from exports.preferences.rule import Precedence
from exports.preferences.siblings import horizon_after, mended_of
from exports.rewards import shaping


class AcceptedEdited:
    """pair: edited text ≻ suggestion, margin by edit distance; the edited text alone as unpaired true (its
    SFT row); and the suggestion's reward (1 − τ) · R_T with the edit distance as its cost."""

    id = "accepted-edited"
    version = 2
    precedence = Precedence.EDIT

    def derive(self, group: Group) -> Iterable[Draft]:
        for seen in group.observations:
            edit = mended_of(seen, group.cutoffs)
            horizon = horizon_after(seen, edit, group.cutoffs) if edit else None
            if edit is not None and horizon is not None:
                yield from self._drafts(seen, edit, horizon, group.cutoffs)

    def _drafts(self, seen: Observation, edit: Edit, horizon: Retention, cutoffs: Cutoffs) -> Iterable[Draft]:
        evidence = [seen.accepted, edit, horizon]
        edited = Side(edit.final_text, seen, edit)
        seconds = round(horizon.after_s)
        sure = confidence.EDITED if seen.lasting else confidence.EDITED_SO_FAR
        yield drafting.pair(
            self,
            edited,
            drafting.side(seen),
            evidence,
            confidence=sure,
            margin=_margin(edit, cutoffs),
            horizon_s=seconds,
        )
        yield drafting.unpaired(self, edited, True, evidence, confidence=sure, horizon_s=seconds)
        yield drafting.reward(
            self,
            drafting.side(seen),
            shaping.accepted(horizon.fraction),
            evidence,
            confidence=sure,
            horizon_s=seconds,
            reward_components={"retained": horizon.fraction, "edit_cost": edit.distance},
        )


def _margin(edit: Edit, cutoffs: Cutoffs) -> float:
    distance = edit.distance or 0.0
    return next((margin for below, margin in cutoffs.edit_margins if distance < below), 1.0)
