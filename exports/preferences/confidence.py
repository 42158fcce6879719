"""How sure a rule is: starting confidences, position weights, tiers.

Confidence is P(a blind expert agrees). The values are starting points (†) until gold items calibrate them.
DPO and KTO trainers read no confidence column, so it acts through the tier, which releases select on.
"""

from exports.preferences.thresholds import POSITION_WEIGHT_RANGE, TOP_PICK_SHARE

PAIRWISE_PICK = 0.8
BOTH_BAD = 0.6
EDITED = 0.75
ACCEPTED_RETAINED = 0.8
SHOWN_NOT_TAKEN = 0.65
ACCEPTED_DISCARDED = 0.7
EXPLICIT_DISMISSAL = 0.6
PASSED_OVER = 0.5
REPLACED = 0.5
KEPT_GENERATION = 0.65
NONE_KEPT = 0.55
COPIED = 0.55
COPIED_AND_PASTED = 0.7
COPIED_EXCERPT = 0.5
TESTS_ONCE = 0.8
TESTS_TWICE = 0.9
OUTCOME = 0.9
RATED = 0.55
NOT_SHOWN = 0.5
BROKEN = 0.8
TOOL_DECIDED = 0.75
TOOL_REPROPOSED = 0.7
GLANCED = 0.55  # a pair whose rejected side was on the screen too shortly to be read
UNMEASURED_REWARD = 0.6  # a reward from a horizon shorter than five minutes

HIGH_TIER = 0.8
STANDARD_TIER = 0.6


def tier_of(confidence: float) -> str:
    if confidence >= HIGH_TIER:
        return "high"
    return "standard" if confidence >= STANDARD_TIER else "low"


def pick_share(position: int, sides: int) -> float:
    """π: how often this place is picked in random order; a default until a project's own is estimated."""
    return TOP_PICK_SHARE if position == 0 else (1 - TOP_PICK_SHARE) / max(1, sides - 1)


def position_weight(share: float) -> float:
    """w = 0.5 / π(position of the pick), clipped: picks of the disfavoured place count for more."""
    low, high = POSITION_WEIGHT_RANGE
    return min(high, max(low, 0.5 / share))
