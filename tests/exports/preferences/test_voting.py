"""People who disagree: whose word counts, what votes weigh, and what becomes of it."""

from math import log
from typing import Any

import pytest
from msgspec.structs import replace

from exports.contracts import Draft
from exports.preferences.derivation import Derivation
from telemetry.contracts import CleanInteraction
from tests.exports.preferences.build import (
    UNFITTED,
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

A, B, C = "    return a + b", "    return a - b", "    return a * b"
KEPT = (shown(), accepted(), retained(30, 1.0), retained(300, 1.0))


def pick(better: str, worse: str, developer: str, at_s: float = 3, name: str = "") -> CleanInteraction:
    told = {"outcome": "picked", "chosen": "x", "rejected": ["y"], "randomized": True, "dwell_ms": 2000}
    compared = signal("candidates.compared", at_s, "human", developer, positions={"x": 0, "y": 1}, **told)
    name = name or f"{developer} {better} {worse} {at_s}"
    return clean(candidate("x", better), candidate("y", worse), name=name, signals=[compared])


def by(developer: str, text: str, *signals: Any) -> CleanInteraction:
    own = [replace(one, developer=developer) for one in signals]
    return clean(candidate("x", text, *own), name=f"{developer} {text}")


def the_pair(result: Derivation) -> Draft:
    (draft,) = [draft for draft in result.drafts if draft.kind == "pair"]
    return draft


def the_label(result: Derivation) -> Draft:
    (draft,) = [draft for draft in result.drafts if draft.kind == "unpaired"]
    return draft


def told(draft: Draft, *names: str) -> tuple[Any, ...]:
    return tuple(draft.signals[name] for name in names)


class TestCounting:
    def test_three_against_two_is_one_record_with_counts(self) -> None:
        votes = [pick(A, B, one) for one in ("ann", "bob", "cid")] + [pick(B, A, one) for one in ("dan", "eve")]
        draft = the_pair(derived(votes))
        assert (draft.chosen, draft.flags) == (A, ("contradicted",))
        assert told(draft, "votes_for", "votes_against", "people", "observations") == (3, 2, 3, 3)
        assert draft.weight == pytest.approx(0.5 / 0.82 / 5)  # a fifth more for than against

    @pytest.mark.parametrize(
        ("agreeing", "margin"),
        [(1, 1 / 3), (2, 1 / 3), (5, 1 / 3)],
        ids=["alone", "two", "five"],
    )
    def test_agreement_makes_surer_but_not_better(self, agreeing: int, margin: float) -> None:
        draft = the_pair(derived([pick(A, B, f"dev{number}") for number in range(agreeing)]))
        assert draft.margin == pytest.approx(margin)

    def test_contradiction_brings_the_margin_to_what_the_votes_make_sure(self) -> None:
        """log-odds of a pick ln(.8/.2) = 1.39: one vote ahead is P = .80, two ahead P = .94."""
        two = [pick(A, B, one) for one in ("ann", "bob")] + [pick(B, A, "eve")]
        three = [*two, pick(A, B, "cid")]
        assert the_pair(derived(two)).margin == pytest.approx(2 / 3)
        assert the_pair(derived(three)).margin == 1.0

    def test_an_exact_tie_makes_nothing(self) -> None:
        result = derived([pick(A, B, "ann"), pick(B, A, "bob")])
        assert (result.drafts, result.reasons) == ((), {"contradiction_tie": 2})


class TestOnePerson:
    def test_repeating_it_does_not_add_votes(self) -> None:
        votes = [pick(A, B, "ann", at_s) for at_s in (1, 2, 3, 4, 5)] + [pick(B, A, one) for one in ("bob", "cid")]
        draft = the_pair(derived(votes))
        assert (draft.chosen, *told(draft, "votes_for", "votes_against")) == (B, 2, 1)

    def test_the_last_word_holds_and_the_earlier_ones_are_told(self) -> None:
        draft = the_pair(derived([pick(A, B, "ann", 3), pick(B, A, "ann", 900)]))
        assert (draft.chosen, draft.flags) == (B, ("conflict",))
        assert told(draft, "votes_for", "votes_against", "overruled", "observations") == (1, 0, 1, 1)

    def test_two_answers_at_once_are_none(self) -> None:
        result = derived([pick(A, B, "ann", name="one"), pick(B, A, "ann", name="two")])
        assert (result.drafts, result.reasons) == ((), {"contradiction_tie": 2})


class TestReliability:
    KNOWN = replace(UNFITTED, people={"sure": 0.99, "bob": 0.55, "cid": 0.55})

    def test_one_reliable_person_outweighs_two_careless_ones(self) -> None:
        """ln(.8/.2) + ln(.99/.01) − ln(.8/.2) = 4.6 against twice ln(.55/.45) = 0.2."""
        votes = [pick(A, B, "sure"), pick(B, A, "bob"), pick(B, A, "cid")]
        assert the_pair(derived(votes)).chosen == B
        draft = the_pair(derived(votes, calibration=self.KNOWN))
        assert (draft.chosen, *told(draft, "votes_for", "votes_against", "skill")) == (A, 1, 2, 0.99)
        for_it, against = log(0.99 / 0.01), 2 * log(0.55 / 0.45)
        assert draft.weight == pytest.approx(0.5 / 0.82 * (for_it - against) / (for_it + against))

    def test_somebody_worse_than_chance_is_not_believed_the_other_way_round(self) -> None:
        liar = replace(UNFITTED, people={"liar": 0.05})
        assert the_pair(derived([pick(A, B, "liar")], calibration=liar)).chosen == A
        assert the_pair(derived([pick(A, B, "liar"), pick(B, A, "ann")], calibration=liar)).chosen == B


class TestAcrossRules:
    def test_kept_by_one_and_refused_by_another(self) -> None:
        """ln(.8/.2) = 1.39 for keeping it against ln(.6/.4) = 0.41 for refusing it."""
        refusal = (shown(), dismissed(reason="explicit", visible_ms=900))
        draft = the_label(derived([by("ann", A, *KEPT), by("bob", A, *refusal)]))
        assert (draft.label, draft.rule, draft.flags) == (True, "accepted-retained", ("contradicted",))
        assert told(draft, "votes_for", "votes_against") == (1, 1)

    def test_many_who_threw_it_away_outvote_one_who_kept_it(self) -> None:
        gone = (shown(), accepted(), retained(30, 0.0))
        members = [by("ann", A, *KEPT), *(by(one, A, *gone) for one in ("bob", "cid"))]
        draft = the_label(derived(members))
        assert (draft.label, draft.rule) == (False, "accepted-discarded")
        assert told(draft, "votes_for", "votes_against") == (2, 1)

    def test_facts_are_not_put_to_the_vote(self) -> None:
        tested = clean(candidate("x", A, outcome()), candidate("y", B, outcome(passed=False)), name="tested")
        draft = the_pair(derived([tested, *(pick(B, A, one) for one in ("ann", "bob", "cid"))]))
        assert (draft.chosen, draft.rule) == (A, "tested-siblings")

    def test_rules_that_agree_are_named_and_their_evidence_kept(self) -> None:
        copied = by("bob", A, signal("candidate.copied", 9))
        draft = the_label(derived([by("ann", A, *KEPT), copied]))
        assert told(draft, "said_by", "people", "votes_for", "observations") == (
            ["accepted-retained", "copied"],
            2,
            2,
            2,
        )
        assert draft.contributors == ("ann", "bob")
        assert len(draft.interactions) == 2


class TestFormatting:
    def test_formatting_variants_are_one_record(self) -> None:
        draft = the_pair(derived([pick("f(a, b)", "g(a)", "ann"), pick("f( a,b )", "g( a )", "bob")]))
        assert told(draft, "votes_for", "people") == (2, 2)

    def test_each_text_comes_from_the_event_that_is_named(self) -> None:
        members = [pick("f(a, b)", "g(a)", "ann"), pick("f( a,b )", "g( a )", "bob")]
        brought = {one.generated_event_id: one.text for member in members for one in member.interaction.candidates}
        draft = the_pair(derived(members))
        assert derived(members[::-1]).drafts == derived(members).drafts
        assert draft.chosen in ("f(a, b)", "f( a,b )")
        assert draft.chosen_event != draft.rejected_event
        assert {draft.chosen_event, draft.rejected_event} <= brought.keys()


class TestManyTexts:
    def test_a_circle_of_equals_makes_nothing(self) -> None:
        result = derived([pick(A, B, "ann"), pick(B, C, "bob"), pick(C, A, "cid")])
        assert (result.drafts, result.reasons) == ((), {"contradiction_cycle": 3})

    def test_a_circle_is_cut_where_its_votes_are_fewest(self) -> None:
        votes = [pick(A, B, f"ab{one}") for one in range(3)] + [pick(B, C, f"bc{one}") for one in range(3)]
        result = derived([*votes, pick(C, A, "cid")])
        assert {(draft.chosen, draft.rejected) for draft in result.drafts} == {(A, B), (B, C)}
        assert result.reasons == {"contradiction_cycle": 1}

    def test_an_order_without_circles_is_left_alone(self) -> None:
        result = derived([pick(A, B, "ann"), pick(B, C, "bob"), pick(A, C, "cid")])
        assert {(draft.chosen, draft.rejected) for draft in result.drafts} == {(A, B), (B, C), (A, C)}
