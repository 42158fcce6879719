"""Rule 4: accepted, left as it was, and still there after five minutes."""

from collections.abc import Iterable

from exports.contracts import Draft
from exports.preferences import confidence, drafting
from exports.preferences.cutoffs import Cutoffs
from exports.preferences.facts import Group, Observation, Retention
from exports.preferences.retention import best_known
from exports.preferences.rule import Precedence
from exports.preferences.siblings import is_gone, is_kept, is_unedited, shown_beside, was_read
from exports.rewards import shaping


class AcceptedRetained:
    """unpaired true at R₃₀₀ ≥ 0.9, with a pair over each candidate shown beside it and not taken.

    Every accepted suggestion that was neither edited nor discarded also gets the reward (1 − τ) · R_T at the
    last valid horizon up to five minutes: kept by half is worth half. Without a measurement: no reward.
    """

    id = "accepted-retained"
    version = 1
    precedence = Precedence.RETENTION

    def derive(self, group: Group) -> Iterable[Draft]:
        for seen in group.observations:
            measured = best_known(seen)
            if measured and _is_left_alone(seen, group.cutoffs):
                yield self._reward(seen, measured)
            if is_kept(seen, group.cutoffs.retained_min, group.cutoffs):
                yield from self._labels(group, seen)

    def _labels(self, group: Group, kept: Observation) -> Iterable[Draft]:
        evidence, horizon = [kept.accepted, kept.lasting], kept.lasting
        seconds = round(horizon.after_s) if horizon else None
        sure = confidence.ACCEPTED_RETAINED
        yield drafting.unpaired(self, drafting.side(kept), True, evidence, confidence=sure, horizon_s=seconds)
        for other in shown_beside(group, kept):
            yield drafting.pair(
                self,
                drafting.side(kept),
                drafting.side(other),
                [*evidence, other.dismissed],
                confidence=confidence.SHOWN_NOT_TAKEN if was_read(other, group.cutoffs) else confidence.GLANCED,
                margin=1 / 3,
                horizon_s=seconds,
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
            flags=() if is_full else ("short_horizon",),
        )


def _is_left_alone(seen: Observation, cutoffs: Cutoffs) -> bool:
    taken = seen.accepted is not None and seen.accepted.whole and seen.reverted is None
    lasting = bool(seen.retention) and seen.retention[-1].after_s >= cutoffs.gone_within
    return taken and lasting and is_unedited(seen, cutoffs) and not is_gone(seen, cutoffs)
