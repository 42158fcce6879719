"""Where a verifiable outcome contradicts what the person did. Pure."""

from exports.preferences.cutoffs import Cutoffs
from exports.preferences.facts import Observation
from exports.preferences.outcomes import tests_pass, verdict
from exports.preferences.siblings import is_kept, was_passed_over

CONFLICT = "conflict"


def is_accepted_but_failing(seen: Observation, cutoffs: Cutoffs) -> bool:
    return is_kept(seen, cutoffs.kept_min, cutoffs) and verdict(seen.outcomes) is False


def is_rejected_but_passing(seen: Observation) -> bool:
    return was_passed_over(seen) and tests_pass(seen.outcomes)
