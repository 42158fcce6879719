"""Rule 13: tests, a build or a linter judged the candidate."""

from collections.abc import Iterable

from exports.contracts import Draft
from exports.preferences.facts import Group
from exports.preferences.outcome_conflicts import is_accepted_but_failing, is_rejected_but_passing
from exports.preferences.outcome_rewards import outcome_reward
from exports.preferences.rule import Precedence


class VerifiedOutcome:
    """reward 1 or 0 with the ladder as a component; null where the outcome is missing, never negative."""

    id = "verified-outcome"
    version = 2
    precedence = Precedence.OUTCOME

    def derive(self, group: Group) -> Iterable[Draft]:
        for seen in group.observations:
            conflict = is_accepted_but_failing(seen, group.cutoffs) or is_rejected_but_passing(seen)
            if seen.outcomes and not conflict:
                yield outcome_reward(self, seen)
