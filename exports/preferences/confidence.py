"""How sure a rule is of one observation before anything was fitted: starting confidences, position weights.

Confidence is P(a blind expert agrees). The values are starting points of the design's table: what one vote weighs
where people disagree, and the confidence of rules no calibration knows (`exports.preferences.calibration`).
"""

from exports.preferences.cutoffs import Cutoffs

PAIRWISE_PICK = 0.8
BOTH_BAD = 0.6
EDITED = 0.75
EDITED_SO_FAR = 0.65  # five minutes are not known
ACCEPTED_RETAINED = 0.8
RETAINED_SO_FAR = 0.7  # five minutes are not known
SHOWN_NOT_TAKEN = 0.65
ACCEPTED_DISCARDED = 0.7
EXPLICIT_DISMISSAL = 0.6
PASSED_OVER = 0.5
REPLACED = 0.55
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


def position_weight(share: float, cutoffs: Cutoffs) -> float:
    """w = 0.5 / π(position of the pick), clipped: picks of the disfavoured place count for more."""
    low, high = cutoffs.position_weight_range
    return min(high, max(low, 0.5 / share)) if share > 0 else high
