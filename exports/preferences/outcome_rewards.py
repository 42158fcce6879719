"""The reward row of a candidate's verifiable outcomes, shared by rules that differ in what contradicts it."""

from collections.abc import Iterable, Sequence

from exports.contracts import Draft
from exports.preferences import confidence, drafting
from exports.preferences.facts import Fact, Observation, Outcome
from exports.preferences.outcomes import BUILDS, LINTS, RUNS, TESTS, agreed, verdict
from exports.preferences.rule import Rule
from exports.rewards.ladder import binary, ladder


def outcome_reward(
    rule: Rule, seen: Observation, further: Iterable[Fact | None] = (), flags: tuple[str, ...] = ()
) -> Draft:
    built, ran, tested, linted = (_result(seen.outcomes, kinds) for kinds in (BUILDS, RUNS, TESTS, LINTS))
    decided = verdict(seen.outcomes)
    components = {"ladder": ladder(built=built, ran=ran, tested=tested), "built": built, "ran": ran}
    return drafting.reward(
        rule,
        drafting.side(seen),
        binary(linted if decided is None else decided),
        [*seen.outcomes, *further],
        confidence=confidence.OUTCOME,
        reward_components={**components, "tested": tested, "linted": linted},
        flags=flags,
    )


def _result(outcomes: Sequence[Outcome], kinds: frozenset[str]) -> bool | None:
    return agreed(one.passed for one in outcomes if one.kind in kinds)
