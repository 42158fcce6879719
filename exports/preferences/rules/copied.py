"""Rule 11: copied out of a chat. Weak evidence, stronger where the paste was found."""

from collections.abc import Iterable

from exports.contracts import Draft
from exports.preferences import confidence, drafting
from exports.preferences.cutoffs import Cutoffs
from exports.preferences.facts import Copy, Group, Observation
from exports.preferences.rule import Precedence


class Copied:
    """unpaired true."""

    id = "copied"
    version = 1
    precedence = Precedence.COPY

    def derive(self, group: Group) -> Iterable[Draft]:
        for seen in group.observations:
            if seen.copied is not None and seen.reverted is None:
                sure = _confidence(seen, seen.copied, group.cutoffs)
                yield drafting.unpaired(self, drafting.side(seen), True, [seen.copied], confidence=sure)


def _confidence(seen: Observation, copy: Copy, cutoffs: Cutoffs) -> float:
    if copy.text is not None and len(copy.text.strip()) < cutoffs.copied_share_min * len(seen.text.strip()):
        return confidence.COPIED_EXCERPT
    return confidence.COPIED_AND_PASTED if copy.pasted else confidence.COPIED
