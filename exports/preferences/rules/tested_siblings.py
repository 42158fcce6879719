"""Rule 12: of two answers to one prompt, one passes the tests and one fails them."""

from collections.abc import Iterable

from exports.contracts import Draft
from exports.preferences import confidence, drafting
from exports.preferences.facts import Group, Observation, Outcome
from exports.preferences.outcomes import TESTS, agreed
from exports.preferences.rule import Precedence
from exports.preferences.signals import runs_of_each


class TestedSiblings:
    """pair: passing ≻ failing, margin 1. No pair from flaky tests, nor where they already failed before."""

    __test__ = False  # not a test class, whatever its name makes pytest think
    id = "tested-siblings"
    version = 2
    precedence = Precedence.OUTCOME

    def derive(self, group: Group) -> Iterable[Draft]:
        clean = [one for one in group.observations if group.baselines.get(one.ref.uid) is not False]
        passing = [one for one in clean if _tested(one) is True]
        failing = [one for one in clean if _tested(one) is False]
        for chosen in passing:
            for rejected in failing:
                yield self._pair(chosen, rejected)

    def _pair(self, chosen: Observation, rejected: Observation) -> Draft:
        fewest = runs_of_each(chosen, rejected)
        return drafting.pair(
            self,
            drafting.side(chosen),
            drafting.side(rejected),
            [*_runs(chosen), *_runs(rejected)],
            confidence=confidence.TESTS_TWICE if fewest > 1 else confidence.TESTS_ONCE,
            margin=1.0,
            signals={"runs": fewest},
        )


def _runs(seen: Observation) -> list[Outcome]:
    return [one for one in seen.outcomes if one.kind in TESTS and one.passed is not None]


def _tested(seen: Observation) -> bool | None:
    return agreed(one.passed for one in _runs(seen))
