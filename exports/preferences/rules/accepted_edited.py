"""Rule 3: accepted, then mended by the same person's hand, and the mended text stayed."""

from collections.abc import Iterable

from exports.contracts import Draft
from exports.preferences import confidence, drafting
from exports.preferences.distance import containment
from exports.preferences.drafting import Side
from exports.preferences.facts import Edit, Group, Observation, Retention
from exports.preferences.retention import at_horizon
from exports.preferences.rule import Precedence
from exports.preferences.thresholds import EDIT_MARGINS, EDIT_MAX, EDIT_MIN, KEPT_MIN
from exports.rewards import shaping


class AcceptedEdited:
    """pair: edited text ≻ suggestion, margin by edit distance; the edited text alone as unpaired true (its
    SFT row); and the suggestion's reward (1 − τ) · R_T with the edit distance as its cost."""

    id = "accepted-edited"
    version = 1
    precedence = Precedence.EDIT

    def derive(self, group: Group) -> Iterable[Draft]:
        for seen in group.observations:
            edit, horizon = seen.edit, at_horizon(seen)
            if edit and horizon and _is_mended(seen, edit) and _is_retained(seen, edit, horizon):
                yield from self._drafts(seen, edit, horizon)

    def _drafts(self, seen: Observation, edit: Edit, horizon: Retention) -> Iterable[Draft]:
        evidence = [seen.accepted, edit, horizon]
        edited = Side(edit.final_text, seen, edit)
        seconds = round(horizon.after_s)
        sure = confidence.EDITED
        yield drafting.pair(
            self,
            edited,
            drafting.side(seen),
            evidence,
            confidence=sure,
            margin=_margin(edit),
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


def _is_mended(seen: Observation, edit: Edit) -> bool:
    taken = seen.accepted is not None and seen.accepted.whole and seen.reverted is None
    return taken and edit.distance is not None and EDIT_MIN <= edit.distance <= EDIT_MAX


def _is_retained(seen: Observation, edit: Edit, horizon: Retention) -> bool:
    """R₃₀₀ of the *edited* text. A fraction tells of the suggestion, of which the edit itself removed a part,
    so it is taken relative to what the edit left; where the file's text is known, it is measured outright."""
    if horizon.after_s < edit.after_s:
        return False
    if horizon.text is not None:
        return containment(edit.final_text, horizon.text) >= KEPT_MIN
    left = containment(seen.text, edit.final_text)
    return left > 0 and horizon.fraction / left >= KEPT_MIN


def _margin(edit: Edit) -> float:
    distance = edit.distance or 0.0
    return next((margin for below, margin in EDIT_MARGINS if distance < below), 1.0)
