"""Rule 4: accepted, left as it was, and still there after five minutes."""

from collections.abc import Iterable

from exports.contracts import Draft
from exports.preferences import confidence, drafting
from exports.preferences.cutoffs import Cutoffs
from exports.preferences.drafting import Side
from exports.preferences.facts import Group, Observation, Retention
from exports.preferences.retention import best_known
from exports.preferences.rule import Precedence
from exports.preferences.siblings import is_gone, is_kept, is_kept_so_far, is_unedited, shown_beside, standing, was_read
from exports.preferences.signals import of_beside
from exports.rewards import shaping

SHORT_HORIZON = "short_horizon"  # nobody knows of five minutes


class AcceptedRetained:
    """unpaired true at R₃₀₀ ≥ 0.9, or at the last valid horizon before five minutes where those are censored; and what
    was kept (or what its person made of it) in a pair over each candidate shown beside it and not taken.

    Every accepted suggestion that was neither edited nor discarded also gets the reward (1 − τ) · R_T at the
    last valid horizon up to five minutes: kept by half is worth half. Without a measurement: no reward.
    """

    id = "accepted-retained"
    version = 2
    precedence = Precedence.RETENTION

    def derive(self, group: Group) -> Iterable[Draft]:
        for seen in group.observations:
            measured = best_known(seen)
            if measured and _is_left_alone(seen, group.cutoffs):
                yield self._reward(seen, measured)
            if is_kept(seen, group.cutoffs.retained_min, group.cutoffs) or is_kept_so_far(seen, group.cutoffs):
                yield self._label(seen)
            chosen = standing(seen, group.cutoffs)
            if chosen is not None:
                yield from (self._pair(chosen, other, group) for other in shown_beside(group, seen))

    def _label(self, kept: Observation) -> Draft:
        horizon = best_known(kept)
        sure = confidence.ACCEPTED_RETAINED if kept.lasting else confidence.RETAINED_SO_FAR
        return drafting.unpaired(
            self,
            drafting.side(kept),
            True,
            [kept.accepted, horizon],
            confidence=sure,
            horizon_s=round(horizon.after_s) if horizon else None,
            flags=() if kept.lasting else (SHORT_HORIZON,),
        )

    def _pair(self, chosen: Side, other: Observation, group: Group) -> Draft:
        kept, horizon = chosen.seen, best_known(chosen.seen)
        return drafting.pair(
            self,
            chosen,
            drafting.side(other),
            [kept.accepted, chosen.written, horizon, other.dismissed],
            confidence=confidence.SHOWN_NOT_TAKEN if was_read(other, group.cutoffs) else confidence.GLANCED,
            margin=1 / 3,
            horizon_s=round(horizon.after_s) if horizon else None,
            signals=of_beside(kept, other, group),
        )

    def _reward(self, seen: Observation, measured: Retention) -> Draft:
        is_full = seen.lasting is not None
        return drafting.reward(
            self,
            drafting.side(seen),
            shaping.accepted(measured.fraction),
            [seen.accepted, measured],
            confidence=confidence.ACCEPTED_RETAINED if is_full else confidence.UNMEASURED_REWARD,
            horizon_s=round(measured.after_s),
            reward_components={"retained": measured.fraction},
            flags=() if is_full else (SHORT_HORIZON,),
        )


def _is_left_alone(seen: Observation, cutoffs: Cutoffs) -> bool:
    taken = seen.accepted is not None and seen.accepted.whole and seen.reverted is None
    lasting = bool(seen.retention) and seen.retention[-1].after_s >= cutoffs.gone_within
    return taken and lasting and is_unedited(seen) and not is_gone(seen, cutoffs)
