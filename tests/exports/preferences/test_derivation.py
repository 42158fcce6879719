"""From interactions to settled drafts: precedence, contradictions, merging, order, failure."""

from collections.abc import Iterable
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.contracts import Draft
from exports.preferences.derivation import Derivation
from exports.preferences.facts import Group
from exports.preferences.rule import Precedence
from telemetry.contracts import CleanInteraction, Prompt
from tests.exports.preferences.build import (
    accepted,
    candidate,
    clean,
    derived,
    dismissed,
    outcome,
    retained,
    shown,
    signal,
)

SUM, DIFFERENCE = "    return a + b", "    return a - b"
KEPT = (shown(), accepted(), retained(30, 1.0), retained(300, 1.0))
REFUSED = (shown(), dismissed(reason="explicit", visible_ms=900))


def labels(result: Derivation) -> dict[str, bool | None]:
    return {draft.completion or "": draft.label for draft in result.drafts if draft.kind == "unpaired"}


def pairs(result: Derivation) -> list[tuple[str | None, str | None]]:
    return [(draft.chosen, draft.rejected) for draft in result.drafts if draft.kind == "pair"]


def pick(better: str, worse: str, name: str, developer: str = "ann") -> CleanInteraction:
    told = {"outcome": "picked", "chosen": "x", "rejected": ["y"], "randomized": True, "dwell_ms": 2000}
    compared = signal("candidates.compared", 3, "human", developer, positions={"x": 0, "y": 1}, **told)
    return clean(candidate("x", better), candidate("y", worse), name=name, signals=[compared])


class TestPrecedence:
    def test_retention_beats_thumbs(self) -> None:
        result = derived([clean(candidate("x", SUM, *KEPT, signal("candidate.rated", 9, value=-1)))])
        (label,) = [draft for draft in result.drafts if draft.kind == "unpaired"]
        assert (label.label, label.rule, label.flags) == (True, "accepted-retained", ("conflict",))
        assert result.reasons == {"overruled": 1}

    def test_agreeing_weaker_evidence_makes_no_second_row(self) -> None:
        result = derived([clean(candidate("x", SUM, *KEPT, signal("candidate.copied", 9)))])
        assert labels(result) == {SUM: True}
        assert result.reasons == {"said_by_stronger_rule": 1}

    def test_accepted_and_retained_but_failing_is_never_true(self) -> None:
        """Rule 14."""
        result = derived([clean(candidate("x", SUM, *KEPT, outcome(passed=False)))])
        assert [(draft.kind, draft.reward, draft.flags) for draft in result.drafts] == [("reward", 0.0, ("conflict",))]

    def test_rejected_but_passing_makes_no_pair_and_no_false(self) -> None:
        """Rule 15: the kept sibling is not shown to be correct, the rejected one is."""
        seen = clean(candidate("x", SUM, *KEPT), candidate("y", DIFFERENCE, *REFUSED, outcome()))
        result = derived([seen])
        assert pairs(result) == []
        assert labels(result) == {SUM: True}
        assert {draft.completion: draft.reward for draft in result.drafts if draft.kind == "reward"} == {
            SUM: 0.75,
            DIFFERENCE: 1.0,
        }

    def test_tests_overrule_a_pick(self) -> None:
        picked = pick(DIFFERENCE, SUM, "i1")
        tested = clean(candidate("x", SUM, outcome()), candidate("y", DIFFERENCE, outcome(passed=False)), name="i2")
        assert pairs(derived([picked, tested])) == [(SUM, DIFFERENCE)]

    def test_a_verified_reward_replaces_the_shaped_one(self) -> None:
        result = derived([clean(candidate("x", SUM, *KEPT, outcome()))])
        assert [draft.reward for draft in result.drafts if draft.kind == "reward"] == [1.0]

    def test_a_missing_outcome_replaces_nothing(self) -> None:
        result = derived([clean(candidate("x", SUM, *KEPT, outcome(infrastructure_failure=True)))])
        assert [draft.reward for draft in result.drafts if draft.kind == "reward"] == [0.75]


class TestContradictions:
    def test_the_majority_wins_with_less_weight(self) -> None:
        members = [
            pick(SUM, DIFFERENCE, "i1"),
            pick(SUM, DIFFERENCE, "i2", "bob"),
            pick(DIFFERENCE, SUM, "i3", "cid"),
        ]
        (draft,) = derived(members).drafts
        alone = derived(members[:1]).drafts[0]
        assert (draft.chosen, draft.flags) == (SUM, ("contradicted",))
        assert draft.weight == pytest.approx(alone.weight / 3)
        assert draft.contributors == ("ann", "bob")
        assert len(draft.interactions) == 2

    def test_an_exact_tie_is_dropped_and_counted(self) -> None:
        result = derived([pick(SUM, DIFFERENCE, "i1"), pick(DIFFERENCE, SUM, "i2")])
        assert result.drafts == ()
        assert result.reasons == {"contradiction_tie": 2}


class TestMerging:
    def test_equal_rewards_are_averaged_with_all_lineage(self) -> None:
        members = [
            clean(candidate("x", SUM, accepted(), retained(300, 1.0)), name="i1"),
            clean(candidate("x", SUM, accepted(), retained(300, 0.5)), name="i2"),
        ]
        (reward,) = [draft for draft in derived(members).drafts if draft.kind == "reward"]
        assert reward.reward == pytest.approx((0.75 + 0.375) / 2)
        assert reward.reward_components == {"observations": 2, "retained": 0.75}
        assert len(reward.interactions) == 2


class TestScreening:
    def test_texts_equal_but_for_formatting_make_no_pair(self) -> None:
        seen = clean(candidate("x", "f(a, b)", *KEPT), candidate("y", "f( a,b )", shown()))
        result = derived([seen])
        assert pairs(result) == []
        assert result.reasons == {"equal_texts": 1}

    def test_the_rest_of_a_suggestion_is_not_preferred_to_the_whole(self) -> None:
        first = clean(candidate("y", "rEach((num) => {", shown(), dismissed(visible_ms=900)), name="i1")
        rest = clean(candidate("x", "Each((num) => {", *KEPT), name="i2")
        result = derived([first, rest])
        assert (pairs(result), result.reasons) == ([], {"typed_through": 1})

    @pytest.mark.parametrize("text", ["", "  \n"])
    def test_blank_texts_make_nothing(self, text: str) -> None:
        result = derived([clean(candidate("x", text, *KEPT), candidate("y", SUM, shown()))])
        assert result.drafts == ()
        assert set(result.reasons) == {"blank_text"}

    @pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
    def test_texts_no_database_holds_make_nothing(self, text: str) -> None:
        result = derived([clean(candidate("x", text, *KEPT))])
        assert (result.drafts, result.reasons) == ((), {"unstorable_text": 2})

    def test_no_prompt_no_records(self) -> None:
        result = derived([clean(candidate("x", SUM, *KEPT), prompt=Prompt())])
        assert (result.drafts, result.reasons) == ((), {"no_prompt": 1})

    def test_no_text_no_records(self) -> None:
        assert derived([clean(candidate("x", None, *KEPT))]) == Derivation()

    def test_one_text_cannot_flood_a_release(self) -> None:
        others = [candidate(f"y{i}", f"    return {i}", shown()) for i in range(20)]
        result = derived([clean(candidate("x", SUM, *KEPT), *others)])
        assert len(pairs(result)) == 8
        assert result.reasons["over_cap"] == 12


class Failing:
    id = "failing"
    version = 1
    precedence = Precedence.PICK

    def derive(self, group: Group) -> Iterable[Draft]:
        raise ZeroDivisionError


def test_a_rule_that_raises_leaves_its_group_out_and_says_so() -> None:
    assert derived([clean(candidate("x", SUM, *KEPT))], rules=[Failing()]) == Derivation(
        reasons={"rule_failed": 1}, failure="failing: ZeroDivisionError"
    )


TEXTS = st.sampled_from([SUM, DIFFERENCE, "    return a * b", "    return  a + b", " "])
SIGNALS = st.lists(
    st.sampled_from(
        [
            shown(),
            accepted(),
            dismissed(reason="explicit", visible_ms=900),
            dismissed(3),
            retained(30, 0.1),
            retained(300, 1.0),
            retained(300, 0.85),
            outcome(),
            outcome(passed=False),
            signal("candidate.rated", 5, value=1),
            signal("candidate.rated", 5, "human", "bob", value=-1),
            signal("candidate.regenerated", 6),
            signal("candidate.copied", 7),
            signal("candidate.edited", 8, final_text="    return b + a", after_s=7),
            signal("candidate.edited", 8, "formatter", final_text="x", after_s=7),
        ]
    ),
    max_size=5,
    unique_by=lambda one: one.event_id,
)
MEMBERS = st.lists(st.lists(st.tuples(TEXTS, SIGNALS), min_size=1, max_size=3), min_size=2, max_size=4)


@given(MEMBERS)
def test_the_order_of_interactions_does_not_matter(candidates: list[list[tuple[str, list[object]]]]) -> None:
    members = [
        clean(*(candidate(f"c{j}", text, *signals) for j, (text, signals) in enumerate(own)), name=f"i{i}")  # type: ignore[arg-type]
        for i, own in enumerate(candidates)
    ]
    results = [derived(order) for order in list(permutations(members))[:6]]
    assert results[0].failure == ""
    assert all(result == results[0] for result in results)


@given(MEMBERS)
def test_no_pair_of_equal_texts_and_no_two_records_of_one_identity(
    candidates: list[list[tuple[str, list[object]]]],
) -> None:
    members = [
        clean(*(candidate(f"c{j}", text, *signals) for j, (text, signals) in enumerate(own)), name=f"i{i}")  # type: ignore[arg-type]
        for i, own in enumerate(candidates)
    ]
    drafts = derived(members).drafts
    said = [(draft.kind, draft.rule, draft.chosen, draft.rejected, draft.completion, draft.label) for draft in drafts]
    assert len(said) == len(set(said))
    assert all(draft.kind != "pair" or draft.chosen != draft.rejected for draft in drafts)
