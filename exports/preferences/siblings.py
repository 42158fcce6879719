"""Which candidates of a group were kept, and which were decided against in their favour. Pure."""

from exports.preferences.cutoffs import Cutoffs
from exports.preferences.distance import containment
from exports.preferences.drafting import Side, side
from exports.preferences.facts import Edit, Group, Observation, Retention
from exports.preferences.outcomes import tests_pass
from exports.preferences.retention import best_known
from exports.preferences.substance import plain


def is_unedited(seen: Observation) -> bool:
    return seen.edit is None or not seen.edit.is_material


def is_taken(seen: Observation) -> bool:
    """As a whole, and never given back."""
    return seen.accepted is not None and seen.accepted.whole and seen.reverted is None


def is_kept(seen: Observation, least: float, cutoffs: Cutoffs) -> bool:
    """Taken whole, not edited, not reverted, and at least this share of it there after five minutes."""
    return is_taken(seen) and is_unedited(seen) and seen.lasting is not None and seen.lasting.fraction >= least


def is_kept_so_far(seen: Observation, cutoffs: Cutoffs) -> bool:
    """Nobody knows of five minutes (censored, or not measured), but at the last valid horizon all of it was there."""
    last = best_known(seen)
    if seen.lasting is not None or last is None or last.after_s < cutoffs.gone_within:
        return False
    return is_taken(seen) and is_unedited(seen) and last.fraction >= cutoffs.retained_min


def standing(seen: Observation, cutoffs: Cutoffs) -> Side | None:
    """What is left of a candidate its person decided for: its text, or what they made of it."""
    if is_kept(seen, cutoffs.kept_min, cutoffs) or is_kept_so_far(seen, cutoffs):
        return side(seen)
    if is_taken(seen) and is_unedited(seen) and tests_pass(seen.outcomes):
        return side(seen)
    mended = mended_of(seen, cutoffs)
    return Side(mended.final_text, seen, mended) if mended else None


def mended_of(seen: Observation, cutoffs: Cutoffs) -> Edit | None:
    """The edit of a suggestion that was taken, changed in part, and stayed so."""
    edit = seen.edit
    if edit is None or edit.distance is None or not edit.is_material or not is_taken(seen):
        return None
    horizon = horizon_after(seen, edit, cutoffs)
    if horizon is None or edit.distance > cutoffs.edit_max:
        return None
    return edit if _has_stayed(seen, edit, horizon, cutoffs) else None


def horizon_after(seen: Observation, edit: Edit, cutoffs: Cutoffs) -> Retention | None:
    """R₃₀₀, or the last valid horizon where that is unknown, once the edit had settled."""
    if seen.lasting is not None:
        return seen.lasting if seen.lasting.after_s >= edit.after_s else None
    last = best_known(seen)
    return last if last is not None and last.after_s >= edit.after_s + cutoffs.settled_min else None


def _has_stayed(seen: Observation, edit: Edit, horizon: Retention, cutoffs: Cutoffs) -> bool:
    """Retention of the *edited* text. A fraction tells of the suggestion, of which the edit itself removed a part,
    so it is taken relative to what the edit left; where the file's text is known, it is measured outright."""
    if horizon.text is not None:
        return containment(edit.final_text, horizon.text) >= cutoffs.kept_min
    left = containment(seen.text, edit.final_text)
    return left > 0 and horizon.fraction / left >= cutoffs.kept_min


def is_gone(seen: Observation, cutoffs: Cutoffs) -> bool:
    """Within half a minute reverted, or next to nothing of it left."""
    if seen.reverted_at_s is not None and seen.reverted_at_s <= cutoffs.gone_within:
        return _is_reverted(seen)
    early = [one for one in seen.retention if one.after_s <= cutoffs.gone_within]
    return bool(early) and early[-1].fraction < cutoffs.gone_max


def _is_reverted(seen: Observation) -> bool:
    """By the person, before anybody else touched it."""
    if seen.reverted_at_s is None:
        return False
    return seen.censored_at_s is None or seen.reverted_at_s < seen.censored_at_s


def is_rewritten(seen: Observation, cutoffs: Cutoffs) -> bool:
    return seen.edit is not None and seen.edit.distance is not None and seen.edit.distance > cutoffs.edit_max


def was_passed_over(seen: Observation) -> bool:
    """Decided against by a person: dismissed (whatever the reason) or generated anew."""
    if seen.accepted is not None or seen.copied is not None:
        return False
    return seen.regenerated is not None or (seen.dismissed is not None and seen.dismissed.reason != "superseded")


def was_given_up(seen: Observation, cutoffs: Cutoffs) -> bool:
    """Taken, and then thrown away or replaced, at whatever time."""
    taken = seen.accepted is not None and seen.accepted.whole
    return taken and (is_gone(seen, cutoffs) or _is_reverted(seen) or is_rewritten(seen, cutoffs))


def shown_beside(group: Group, kept: Observation) -> list[Observation]:
    """Candidates of the same interaction that were on the screen when it was taken, and not taken."""
    taken = kept.accepted
    return [
        one
        for one in group.observations
        if one.ref.uid == kept.ref.uid and one.ref != kept.ref and one.accepted is None and one.copied is None
        if one.shown is not None and one.regenerated is None and taken is not None and one.shown.at <= taken.at
    ]


def discarded_generations(group: Group, kept: Observation) -> list[Observation]:
    """Other answers to the same prompt that were decided against, by the same person, or by anybody where nobody else
    took their text. Style makes no other text."""
    cutoffs = group.cutoffs
    texts = {one.ref: plain(one.text, group.language) for one in group.observations}
    took = {(texts[one.ref], _person_for(one)) for one in group.observations if _is_wanted(one, cutoffs)}
    wanted = {text for text, _ in took}
    return [
        one
        for one in group.observations
        if one.ref != kept.ref and (was_passed_over(one) or was_given_up(one, cutoffs))
        if one.ref.uid != kept.ref.uid or one.regenerated is not None or one.accepted is not None
        if (texts[one.ref], _person_against(one)) not in took
        if _person_against(one) == _person_for(kept) or texts[one.ref] not in wanted
    ]


def _is_wanted(seen: Observation, cutoffs: Cutoffs) -> bool:
    return seen.accepted is not None and not was_given_up(seen, cutoffs)


def _person_for(kept: Observation) -> str | None:
    return kept.accepted.developer if kept.accepted else None


def _person_against(seen: Observation) -> str:
    """Whoever decided against it; the empty name is nobody's."""
    act = seen.accepted or seen.regenerated or seen.dismissed
    return act.developer if act else ""


def was_read(seen: Observation, cutoffs: Cutoffs) -> bool:
    """False where it is known to have been on the screen too shortly."""
    dismissed = seen.dismissed
    return dismissed is None or dismissed.visible_ms is None or dismissed.visible_ms >= cutoffs.visible_min_ms
