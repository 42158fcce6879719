"""Where a verifiable outcome contradicts what the person did. Pure."""

from exports.preferences.facts import Observation
from exports.preferences.outcomes import tests_pass, verdict
from exports.preferences.siblings import is_kept, was_passed_over
from exports.preferences.thresholds import KEPT_MIN

CONFLICT = "conflict"


def is_accepted_but_failing(seen: Observation) -> bool:
    return is_kept(seen, KEPT_MIN) and verdict(seen.outcomes) is False


def is_rejected_but_passing(seen: Observation) -> bool:
    return was_passed_over(seen) and tests_pass(seen.outcomes)
