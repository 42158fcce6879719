"""The signals a draft's confidence is read from, by name. Pure.

Absent is unknown. Times are seconds unless the name ends in `_ms`:

`retained` share of the (chosen) text still there at `horizon_s` · `edit_distance` between it and what its person made
of it · `after_s` from taking or refusing it to the last act on it (edited, reverted) · `reaction_ms` from the screen to
taking it · `visible_ms` how long the refused text was on the screen · `dwell_ms`, `strength`, `position`, `sides` of a
side-by-side pick · `explicit` refused on purpose · `feedback` said what was wrong · `pasted`, `copied_share` of a copy
· `runs` conclusive verifications · of each side's code `parses_chosen`, `parses_rejected`, `works_chosen`,
`works_rejected` (tests, build or run), `cut_off_chosen`, `cut_off_rejected` (the limit of tokens was
reached) · `length_ratio` ln(chosen / rejected length) · `siblings` other texts in the group · `substance`,
`consensus` see `exports.preferences.consensus`.

Settling adds what is known of all observations of a record together: see `exports.preferences.merging`.
"""

from math import log
from typing import Any

from exports.preferences.facts import Comparison, Fact, Group, Observation
from exports.preferences.outcomes import TESTS, verdict
from exports.preferences.retention import best_known

Signals = dict[str, Any]

CUT_OFF = "length"  # the finish reason of servers where the limit of tokens was reached


def of_pair(chosen: Observation, rejected: Observation, written: Fact | None, texts: tuple[str, str]) -> Signals:
    """Of a draft that prefers `texts[0]` to `texts[1]`; `written`: what brought the first where a person wrote it."""
    return {
        **_of_taken(chosen),
        **_of_refused(rejected),
        **_of_code(chosen, written, "chosen"),
        **_of_code(rejected, None, "rejected"),
        "length_ratio": _length_ratio(*texts),
    }


def of_single(seen: Observation, written: Fact | None) -> Signals:
    """Of a draft about one text, taken or refused."""
    return {**_of_taken(seen), **_of_refused(seen), **_of_code(seen, written, "chosen"), "runs": _runs(seen)}


def of_pick(pick: Comparison, position: int | None) -> Signals:
    return {
        "dwell_ms": pick.dwell_ms,
        "strength": pick.strength,
        "position": position,
        "sides": 1 + len(pick.others),
    }


def of_beside(kept: Observation, other: Observation, group: Group) -> Signals:
    """Of a text taken while another was on the screen: its place, and how long that other could be read."""
    sides = sum(one.ref.uid == kept.ref.uid and one.shown is not None for one in group.observations)
    visible = other.dismissed.visible_ms if other.dismissed else _between_ms(other.shown, kept.accepted)
    return {"position": kept.position, "sides": sides, "visible_ms": visible}


def known(signals: Signals) -> Signals:
    return {name: value for name, value in signals.items() if value is not None}


def siblings(group: Group, own: int) -> int:
    """Texts of the group besides the draft's `own`."""
    return max(0, len({seen.text for seen in group.observations}) - own)


def _of_taken(seen: Observation) -> Signals:
    last = best_known(seen)
    copied = seen.copied
    return {
        "retained": last.fraction if last else None,
        "horizon_s": last.after_s if last else None,
        "edit_distance": seen.edit.distance if seen.edit else None,
        "after_s": seen.reverted_at_s if seen.reverted else seen.edit.after_s if seen.edit else None,
        "reaction_ms": _between_ms(seen.shown, seen.accepted),
        "pasted": copied.pasted if copied else None,
        "copied_share": _share(copied.text, seen.text) if copied else None,
    }


def _of_refused(seen: Observation) -> Signals:
    dismissed, again = seen.dismissed, seen.regenerated
    return {
        "visible_ms": dismissed.visible_ms if dismissed else _between_ms(seen.shown, again),
        "explicit": dismissed.reason == "explicit" if dismissed else None,
        "feedback": bool(again.feedback.strip()) if again else None,
    }


def _of_code(seen: Observation, written: Fact | None, side: str) -> Signals:
    """What is known of the candidate's code itself; of what a person made of it only what ran against it."""
    if written:
        return {f"works_{side}": verdict(seen.edited_outcomes)}
    return {
        f"parses_{side}": seen.parses,
        f"works_{side}": verdict(seen.outcomes),
        f"cut_off_{side}": seen.finish_reason == CUT_OFF or None,
    }


def _between_ms(shown: Fact | None, act: Fact | None) -> float | None:
    """Unknown where both have one time: such a client tells when it posted, not when something happened."""
    return float(act.at - shown.at) if shown and act and act.at > shown.at else None


def _share(part: str | None, whole: str) -> float | None:
    """How long a part is against the whole; None where it is not known."""
    length = len(whole.strip())
    return min(1.0, len(part.strip()) / length) if part is not None and length else None


def _runs(seen: Observation) -> int | None:
    return sum(one.passed is not None for one in seen.outcomes) if seen.outcomes else None


def runs_of_each(*seen: Observation) -> int:
    """The fewest conclusive test runs any of them had."""
    return min(sum(one.kind in TESTS and one.passed is not None for one in each.outcomes) for each in seen)


def _length_ratio(chosen: str, rejected: str) -> float | None:
    one, other = len(chosen.strip()), len(rejected.strip())
    return log(one / other) if one and other else None
