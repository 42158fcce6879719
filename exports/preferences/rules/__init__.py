"""The preference rules, one a file.

The numbers are those of the design's table. Rule 18 (an AI's critique and revision) has no native event.
"""

from exports.preferences.rule import Rule
from exports.preferences.rules.accepted_discarded import AcceptedDiscarded
from exports.preferences.rules.accepted_edited import AcceptedEdited
from exports.preferences.rules.accepted_failing import AcceptedFailing
from exports.preferences.rules.accepted_retained import AcceptedRetained
from exports.preferences.rules.both_bad import BothBad
from exports.preferences.rules.broken import Broken
from exports.preferences.rules.copied import Copied
from exports.preferences.rules.dismissed_replaced import DismissedReplaced
from exports.preferences.rules.explicit_dismissal import ExplicitDismissal
from exports.preferences.rules.kept_generation import KeptGeneration
from exports.preferences.rules.none_kept import NoneKept
from exports.preferences.rules.not_shown import NotShown
from exports.preferences.rules.pairwise_pick import PairwisePick
from exports.preferences.rules.passed_over import PassedOver
from exports.preferences.rules.rated import Rated
from exports.preferences.rules.rejected_passing import RejectedPassing
from exports.preferences.rules.tested_siblings import TestedSiblings
from exports.preferences.rules.tool_decision import ToolDecision
from exports.preferences.rules.verified_outcome import VerifiedOutcome

# The order decides only between rules of equal precedence that say the same: the earlier one is kept.
DEFAULT_RULES: tuple[Rule, ...] = (
    PairwisePick(),  # 1
    BothBad(),  # 2
    AcceptedEdited(),  # 3
    AcceptedRetained(),  # 4
    AcceptedDiscarded(),  # 5
    ExplicitDismissal(),  # 6
    PassedOver(),  # 7
    DismissedReplaced(),  # 8
    KeptGeneration(),  # 9
    NoneKept(),  # 10
    Copied(),  # 11
    TestedSiblings(),  # 12
    VerifiedOutcome(),  # 13
    AcceptedFailing(),  # 14
    RejectedPassing(),  # 15
    Rated(),  # 16
    NotShown(),  # 17
    Broken(),  # 19
    ToolDecision(),  # 20
)
