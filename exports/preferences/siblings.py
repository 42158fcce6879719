"""Which candidates of a group were kept, and which were passed over in their favour. Pure."""

from exports.preferences.cutoffs import Cutoffs
from exports.preferences.distance import norm
from exports.preferences.facts import Group, Observation


def is_unedited(seen: Observation, cutoffs: Cutoffs) -> bool:
    return seen.edit is None or (seen.edit.distance is not None and seen.edit.distance < cutoffs.edit_min)


def is_kept(seen: Observation, least: float, cutoffs: Cutoffs) -> bool:
    """Taken whole, not edited, not reverted, and at least this share of it there after five minutes."""
    taken = seen.accepted is not None and seen.accepted.whole and seen.reverted is None
    return taken and is_unedited(seen, cutoffs) and seen.lasting is not None and seen.lasting.fraction >= least


def is_gone(seen: Observation, cutoffs: Cutoffs) -> bool:
    """Within half a minute reverted, or next to nothing of it left."""
    if seen.reverted_at_s is not None and seen.reverted_at_s <= cutoffs.gone_within:
        return seen.censored_at_s is None or seen.reverted_at_s < seen.censored_at_s
    early = [one for one in seen.retention if one.after_s <= cutoffs.gone_within]
    return bool(early) and early[-1].fraction < cutoffs.gone_max


def was_passed_over(seen: Observation) -> bool:
    """Decided against by a person: dismissed (whatever the reason) or generated anew."""
    if seen.accepted is not None or seen.copied is not None:
        return False
    return seen.regenerated is not None or (seen.dismissed is not None and seen.dismissed.reason != "superseded")


def shown_beside(group: Group, kept: Observation) -> list[Observation]:
    """Candidates of the same interaction that were on the screen and not taken."""
    return [
        one
        for one in group.observations
        if one.ref.uid == kept.ref.uid and one.ref != kept.ref and one.accepted is None and one.copied is None
        if one.shown is not None and one.regenerated is None
    ]


def discarded_generations(group: Group, kept: Observation) -> list[Observation]:
    """Other answers to the same prompt that were passed over, and whose text nobody took elsewhere."""
    taken = {norm(one.text) for one in group.observations if one.accepted is not None}
    return [
        one
        for one in group.observations
        if was_passed_over(one) and norm(one.text) not in taken
        if one.ref.uid != kept.ref.uid or one.regenerated is not None
    ]


def was_read(seen: Observation, cutoffs: Cutoffs) -> bool:
    """False where it is known to have been on the screen too shortly."""
    dismissed = seen.dismissed
    return dismissed is None or dismissed.visible_ms is None or dismissed.visible_ms >= cutoffs.visible_min_ms
