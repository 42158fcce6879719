"""Rule 14: accepted and retained, but the tests fail. What can be verified wins."""

from collections.abc import Iterable

from exports.contracts import Draft
from exports.preferences.facts import Group
from exports.preferences.outcome_conflicts import CONFLICT, is_accepted_but_failing
from exports.preferences.outcome_rewards import outcome_reward
from exports.preferences.rule import Precedence


class AcceptedFailing:
    """reward 0 with the conflict flag; screening sees to it that there is no unpaired true."""

    id = "accepted-failing"
    version = 2
    precedence = Precedence.CONFLICT

    def derive(self, group: Group) -> Iterable[Draft]:
        for seen in group.observations:
            if is_accepted_but_failing(seen, group.cutoffs):
                yield outcome_reward(self, seen, [seen.accepted, seen.lasting], flags=(CONFLICT,))
