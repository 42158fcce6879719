"""Rule 1: a person picked one of several sides, shown in random order and looked at for a second or more."""

from collections.abc import Iterable

from exports.contracts import Draft
from exports.preferences import confidence, drafting
from exports.preferences.cutoffs import Cutoffs
from exports.preferences.facts import Comparison, Group, Observation
from exports.preferences.rule import Precedence
from exports.preferences.signals import of_pick


class PairwisePick:
    """pair: picked ≻ each other side. Margin strength/3, 1/3 unless told; weight 0.5/π of that place."""

    id = "pairwise-pick"
    version = 1
    precedence = Precedence.PICK

    def derive(self, group: Group) -> Iterable[Draft]:
        seen = {one.ref: one for one in group.observations}
        for pick in group.comparisons:
            chosen = seen.get(pick.chosen) if pick.chosen else None
            if chosen is None or not _is_fair(pick, group.cutoffs):
                continue
            for other in (seen[ref] for ref in pick.others if ref in seen):
                if _is_rendered(pick, chosen) and _is_rendered(pick, other):
                    yield self._pair(group, pick, chosen, other)

    def _pair(self, group: Group, pick: Comparison, chosen: Observation, other: Observation) -> Draft:
        position = pick.positions.get(chosen.ref.candidate_id, chosen.position)
        return drafting.pair(
            self,
            drafting.side(chosen),
            drafting.side(other),
            [pick],
            confidence=confidence.PAIRWISE_PICK,
            margin=(pick.strength or 1) / 3,
            weight=_weight(group, pick, position),
            signals=of_pick(pick, position),
        )


def _is_fair(pick: Comparison, cutoffs: Cutoffs) -> bool:
    looked = pick.dwell_ms is not None and pick.dwell_ms >= cutoffs.dwell_min_ms
    return pick.outcome == "picked" and pick.randomized and looked


def _is_rendered(pick: Comparison, side: Observation) -> bool:
    return side.ref.candidate_id in pick.positions or side.shown is not None


def _weight(group: Group, pick: Comparison, position: int | None) -> float:
    if position is None:
        return 1.0
    share = group.calibration.pick_share(position, 1 + len(pick.others))
    return confidence.position_weight(share, group.cutoffs)
