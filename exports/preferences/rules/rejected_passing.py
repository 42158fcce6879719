"""Rule 15: rejected, but the tests pass: style against correctness."""

from collections.abc import Iterable

from exports.contracts import Draft
from exports.preferences.facts import Group
from exports.preferences.outcome_conflicts import CONFLICT, is_rejected_but_passing
from exports.preferences.outcome_rewards import outcome_reward
from exports.preferences.rule import Precedence


class RejectedPassing:
    """The outcome's reward with the conflict flag; screening drops pairs against it and labels of false."""

    id = "rejected-passing"
    version = 2
    precedence = Precedence.CONFLICT

    def derive(self, group: Group) -> Iterable[Draft]:
        for seen in group.observations:
            if is_rejected_but_passing(seen):
                yield outcome_reward(self, seen, [seen.dismissed, seen.regenerated], flags=(CONFLICT,))
