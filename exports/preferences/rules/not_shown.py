"""Rule 17: generated, but filtered before anyone saw it."""

from collections.abc import Iterable

from exports.contracts import Draft
from exports.preferences import confidence, drafting
from exports.preferences.facts import Group, Observation
from exports.preferences.rule import Precedence


class NotShown:
    """No label. Where the client tells the probability of showing, a reward row without a reward keeps it:
    the next round's estimate of what filtering costs needs the candidates it hid."""

    id = "not-shown"
    version = 1
    precedence = Precedence.EXPOSURE

    def derive(self, group: Group) -> Iterable[Draft]:
        for seen in group.observations:
            if seen.propensity is not None and _is_unseen(seen):
                yield drafting.reward(
                    self,
                    drafting.side(seen),
                    None,
                    [],
                    confidence=confidence.NOT_SHOWN,
                    reward_components={"shown": 0},
                )


def _is_unseen(seen: Observation) -> bool:
    reactions = (
        seen.shown,
        seen.accepted,
        seen.dismissed,
        seen.copied,
        seen.regenerated,
        seen.edit,
        seen.reverted,
    )
    return not any(reactions) and not seen.ratings and not seen.outcomes and not seen.retention
