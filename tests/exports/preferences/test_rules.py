"""Each rule of the design's table: what it says, and what it must not."""

from typing import Any

import pytest

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
from telemetry.contracts import CleanInteraction
from tests.exports.preferences.build import (
    accepted,
    candidate,
    clean,
    dismissed,
    drafts,
    edited,
    outcome,
    retained,
    said,
    shown,
    signal,
)

SUM, DIFFERENCE = "    return a + b", "    return a - b"
KEPT = (shown(), accepted(), retained(30, 1.0), retained(300, 1.0))


def picked(**data: Any) -> CleanInteraction:
    told = {
        "outcome": "picked",
        "chosen": "x",
        "rejected": ["y"],
        "positions": {"x": 1, "y": 0},
        "randomized": True,
        "dwell_ms": 1500,
    }
    pick = signal("candidates.compared", 3, **{**told, **data})
    return clean(candidate("x", SUM), candidate("y", DIFFERENCE), signals=[pick])


class TestPairwisePick:
    def test_a_fair_pick_makes_a_pair(self) -> None:
        (draft,) = drafts(PairwisePick(), picked())
        assert (draft.chosen, draft.rejected) == (SUM, DIFFERENCE)
        assert draft.margin == pytest.approx(1 / 3)
        assert draft.weight == 2.0  # 0.5 / 0.18, clipped: the lower place is picked seldom
        assert draft.contributors == ("ann",)

    def test_picks_of_the_favoured_place_weigh_less(self) -> None:
        (draft,) = drafts(PairwisePick(), picked(positions={"x": 0, "y": 1}))
        assert draft.weight == pytest.approx(0.5 / 0.82)

    def test_a_given_strength_is_the_margin(self) -> None:
        assert [draft.margin for draft in drafts(PairwisePick(), picked(strength=3))] == [1.0]

    @pytest.mark.parametrize(
        "told",
        [
            {"randomized": False},
            {"dwell_ms": 999},
            {"dwell_ms": None},
            {"outcome": "tie"},
            {"outcome": "both_bad"},
            {"positions": {"x": 0}},
            {"chosen": "unknown"},
        ],
        ids=str,
    )
    def test_no_pair_without_every_condition(self, told: dict[str, Any]) -> None:
        assert drafts(PairwisePick(), picked(**told)) == []


class TestBothBad:
    def test_two_labels_of_false(self) -> None:
        assert said(BothBad(), picked(outcome="both_bad", chosen=None, rejected=[])) == [
            ("unpaired", SUM, False),
            ("unpaired", DIFFERENCE, False),
        ]

    def test_a_tie_says_nothing(self) -> None:
        assert drafts(BothBad(), picked(outcome="tie", chosen=None, rejected=[])) == []


class TestAcceptedEdited:
    OLD, NEW = "total = price * count", "total = price * quantity"  # 6 edits of 20 normal characters

    def test_pair_sft_row_and_edit_cost(self) -> None:
        seen = clean(candidate("x", self.OLD, accepted(), edited(self.NEW), retained(300, 0.7)))
        pair, row, reward = drafts(AcceptedEdited(), seen)
        assert (pair.kind, pair.chosen, pair.rejected) == ("pair", self.NEW, self.OLD)
        assert pair.margin == pytest.approx(2 / 3)
        assert (row.kind, row.completion, row.label) == ("unpaired", self.NEW, True)
        assert row.chosen_ref is None  # a person's text has no model
        assert reward.reward == pytest.approx(0.75 * 0.7)
        assert reward.reward_components["edit_cost"] == pytest.approx(6 / 20)

    def test_the_file_itself_tells_whether_the_edit_stayed(self) -> None:
        kept = retained(300, text=f"import os\n{self.NEW}\nprint(total)\n")
        assert len(drafts(AcceptedEdited(), clean(candidate("x", self.OLD, accepted(), edited(self.NEW), kept)))) == 3
        gone = retained(300, text="import os\n")
        assert drafts(AcceptedEdited(), clean(candidate("x", self.OLD, accepted(), edited(self.NEW), gone))) == []

    @pytest.mark.parametrize(
        "signals",
        [
            (edited(NEW), retained(300, 0.7)),  # never accepted
            (accepted(), edited(NEW)),  # retention unknown
            (accepted(), edited(NEW), retained(29, 0.7)),  # nine seconds after the edit: it may go on
            (accepted(), edited(NEW), retained(300, 0.2)),  # did not stay
            (accepted(), edited(NEW, actor="agent"), retained(300, 0.7)),  # not the person's edit
            (accepted(), edited("total  =  price*count"), retained(300, 1.0)),  # a formatter's difference
            (accepted(), edited("raise NotImplementedError"), retained(300, 1.0)),  # replaced, not edited
        ],
    )
    def test_nothing_otherwise(self, signals: tuple[Any, ...]) -> None:
        assert drafts(AcceptedEdited(), clean(candidate("x", self.OLD, *signals))) == []


class TestAcceptedRetained:
    def test_label_and_reward(self) -> None:
        assert said(AcceptedRetained(), clean(candidate("x", SUM, *KEPT))) == [
            ("reward", SUM, 0.75),
            ("unpaired", SUM, True),
        ]

    def test_a_pair_over_each_sibling_shown_and_not_taken(self) -> None:
        seen = clean(
            candidate("x", SUM, *KEPT),
            candidate("y", DIFFERENCE, shown()),
            candidate("z", "    return 0"),  # never on the screen
        )
        assert said(AcceptedRetained(), seen)[2:] == [("pair", SUM, DIFFERENCE)]

    def test_half_kept_is_worth_half_and_no_label(self) -> None:
        assert said(AcceptedRetained(), clean(candidate("x", SUM, accepted(), retained(300, 0.5)))) == [
            ("reward", SUM, 0.375)
        ]

    def test_a_censored_horizon_is_not_negative(self) -> None:
        """A formatter rewrote it after 100 s: R₃₀₀ says nothing, R₃₀ still holds and is all that is told."""
        seen = candidate(
            "x",
            SUM,
            accepted(),
            retained(30, 1.0),
            edited("other", 100, actor="formatter"),
            retained(300, 0.0),
        )
        reward, label = drafts(AcceptedRetained(), clean(seen))
        assert (reward.reward, reward.horizon_s, reward.flags) == (0.75, 30, ("short_horizon",))
        assert (label.label, label.confidence, label.horizon_s, label.flags) == (True, 0.7, 30, ("short_horizon",))

    def test_the_client_may_say_censored_itself(self) -> None:
        seen = candidate("x", SUM, accepted(), retained(30, 1.0), retained(300, 0.0, censored="file_closed"))
        assert [draft.horizon_s for draft in drafts(AcceptedRetained(), clean(seen))] == [30, 30]

    @pytest.mark.parametrize(
        "signals",
        [
            (accepted(),),  # nothing measured
            (retained(300, 1.0),),  # nothing accepted
            (signal("candidate.accepted", 1, "policy", kind="full"), retained(300, 1.0)),
            (signal("candidate.accepted", 1, kind="word", accepted_text="return"), retained(300, 1.0)),
            (accepted(), retained(300, 1.0), signal("candidate.reverted", 400, after_s=399)),
            (accepted(), retained(300, 1.0, actor="timer")),
        ],
    )
    def test_nothing_otherwise(self, signals: tuple[Any, ...]) -> None:
        assert drafts(AcceptedRetained(), clean(candidate("x", SUM, *signals))) == []

    def test_taken_word_by_word_to_the_end_is_taken(self) -> None:
        words = [
            signal("candidate.accepted", 1 + i, kind="word", accepted_text=word)
            for i, word in enumerate(["    return", " a", " + b"])
        ]
        assert len(drafts(AcceptedRetained(), clean(candidate("x", SUM, *words, retained(300, 1.0))))) == 2


class TestAcceptedDiscarded:
    FALSE_AND_COST = [("unpaired", SUM, False), ("reward", SUM, -0.25)]

    @pytest.mark.parametrize(
        "signals",
        [
            (accepted(), retained(30, 0.1)),
            (accepted(), signal("candidate.reverted", 11, after_s=10)),
            (accepted(), edited("raise NotImplementedError('later')", 60)),
        ],
    )
    def test_false_and_the_cost_of_showing(self, signals: tuple[Any, ...]) -> None:
        assert said(AcceptedDiscarded(), clean(candidate("x", SUM, *signals))) == self.FALSE_AND_COST

    @pytest.mark.parametrize(
        "signals",
        [
            (accepted(), retained(30, 0.3)),
            (accepted(), retained(30, 1.0), retained(300, 0.0)),  # code that evolved later
            (accepted(), signal("candidate.reverted", 11, "agent", after_s=10)),
            (accepted(), edited("x", 5, actor="agent"), retained(30, 0.0)),
            (accepted(), signal("candidate.reverted", 100, after_s=99)),
        ],
    )
    def test_nothing_otherwise(self, signals: tuple[Any, ...]) -> None:
        assert drafts(AcceptedDiscarded(), clean(candidate("x", SUM, *signals))) == []


class TestExplicitDismissal:
    def test_false_and_the_cost_of_showing(self) -> None:
        seen = clean(candidate("x", SUM, shown(), dismissed(reason="explicit", visible_ms=750)))
        assert said(ExplicitDismissal(), seen) == [("unpaired", SUM, False), ("reward", SUM, -0.25)]

    def test_time_on_screen_is_taken_from_the_events_where_not_told(self) -> None:
        assert len(drafts(ExplicitDismissal(), clean(candidate("x", SUM, shown(), dismissed(reason="explicit"))))) == 2

    @pytest.mark.parametrize(
        "signals",
        [
            (dismissed(visible_ms=5000),),  # no reason given
            (dismissed(reason="typed_over", visible_ms=5000),),
            (dismissed(reason="explicit", visible_ms=749),),
            (dismissed(reason="explicit"),),  # never known to be shown
            (signal("candidate.dismissed", 10, "timer", reason="explicit", visible_ms=10_000),),
            (dismissed(reason="explicit", visible_ms=900), accepted(9)),  # a late acceptance wins
        ],
    )
    def test_nothing_otherwise(self, signals: tuple[Any, ...]) -> None:
        assert drafts(ExplicitDismissal(), clean(candidate("x", SUM, *signals))) == []


class TestPassedOver:
    def test_false_where_the_text_there_is_unlike_it(self) -> None:
        seen = candidate("x", SUM, dismissed(reason="typed_over"), retained(30, text="raise ValueError(1)"))
        (draft,) = drafts(PassedOver(), clean(seen))
        assert (draft.kind, draft.label) == ("unpaired", False)
        assert draft.confidence <= 0.5

    @pytest.mark.parametrize(
        "signals",
        [
            (dismissed(reason="ignored"),),
            (dismissed(reason="typed_over"), retained(30, text="def add(a, b):\n    return a + b\n")),
            (dismissed(reason="typed_over"), retained(10, text="raise")),
            (dismissed(), retained(30, text="raise")),
        ],
    )
    def test_nothing_otherwise(self, signals: tuple[Any, ...]) -> None:
        assert drafts(PassedOver(), clean(candidate("x", SUM, *signals))) == []


class TestDismissedReplaced:
    def test_what_the_developer_wrote_instead(self) -> None:
        (draft,) = drafts(DismissedReplaced(), clean(candidate("x", SUM, dismissed(), edited("    return a * b", 12))))
        assert (draft.chosen, draft.rejected) == ("    return a * b", SUM)
        assert (draft.confidence, draft.weight, draft.chosen_ref) == (0.55, 0.5, None)

    @pytest.mark.parametrize(
        "signals",
        [
            (dismissed(), edited("    return a * b", 9)),  # not settled
            (dismissed(), edited("    return a + b", 60)),  # the suggestion, typed by hand
            (dismissed(), edited("x" * 100, 60)),  # lengths not comparable
            (dismissed(), edited("    return a * b", 60, actor="agent")),
            (accepted(), edited("    return a * b", 60)),
        ],
    )
    def test_nothing_otherwise(self, signals: tuple[Any, ...]) -> None:
        assert drafts(DismissedReplaced(), clean(candidate("x", SUM, *signals))) == []


class TestKeptGeneration:
    def test_kept_over_each_discarded_in_other_interactions(self) -> None:
        kept = clean(candidate("x", SUM, accepted(), retained(300, 0.8)), name="i2")
        earlier = clean(candidate("y", DIFFERENCE, shown(), dismissed(visible_ms=900)), name="i1")
        (draft,) = drafts(KeptGeneration(), kept, earlier)
        assert (draft.chosen, draft.rejected, draft.confidence) == (SUM, DIFFERENCE, 0.65)
        assert draft.margin == pytest.approx(1 / 3)
        assert len(draft.interactions) == 2

    def test_express_refusal_widens_the_margin(self) -> None:
        again = signal("candidate.regenerated", 1, feedback="wrong operator")
        seen = clean(candidate("x", SUM, *KEPT), candidate("y", DIFFERENCE, shown(), again))
        assert [draft.margin for draft in drafts(KeptGeneration(), seen)] == [pytest.approx(2 / 3)]

    def test_a_glance_is_hardly_evidence(self) -> None:
        kept = clean(candidate("x", SUM, *KEPT), name="i2")
        glanced = clean(candidate("y", DIFFERENCE, dismissed(visible_ms=100)), name="i1")
        assert [draft.confidence for draft in drafts(KeptGeneration(), kept, glanced)] == [0.55]

    @pytest.mark.parametrize(
        "other",
        [
            (shown(),),  # still open: nobody decided against it
            (dismissed(reason="superseded"),),
            (signal("candidate.dismissed", 10, "timer"),),
            (accepted(),),
        ],
    )
    def test_nothing_over_what_was_not_passed_over(self, other: tuple[Any, ...]) -> None:
        kept = clean(candidate("x", SUM, *KEPT), name="i2")
        assert drafts(KeptGeneration(), kept, clean(candidate("y", DIFFERENCE, *other), name="i1")) == []

    def test_nothing_over_a_text_that_was_taken_elsewhere(self) -> None:
        members = [
            clean(candidate("x", SUM, *KEPT), name="i1"),
            clean(candidate("y", DIFFERENCE, dismissed()), name="i2"),
            clean(candidate("z", DIFFERENCE, accepted()), name="i3"),
        ]
        assert drafts(KeptGeneration(), *members) == []


class TestNoneKept:
    AGAIN = signal("candidate.regenerated", 1)

    def test_false_for_each(self) -> None:
        seen = clean(candidate("x", SUM, self.AGAIN), candidate("y", DIFFERENCE, self.AGAIN))
        assert said(NoneKept(), seen) == [("unpaired", SUM, False), ("unpaired", DIFFERENCE, False)]

    def test_nothing_after_a_single_one(self) -> None:
        assert drafts(NoneKept(), clean(candidate("x", SUM, self.AGAIN), candidate("y", DIFFERENCE, shown()))) == []

    def test_nothing_where_one_was_taken(self) -> None:
        seen = clean(
            candidate("x", SUM, self.AGAIN),
            candidate("y", DIFFERENCE, self.AGAIN),
            candidate("z", "ok", accepted()),
        )
        assert drafts(NoneKept(), seen) == []


class TestCopied:
    @pytest.mark.parametrize(
        ("data", "expected"),
        [({}, 0.55), ({"pasted": True}, 0.7), ({"text": "a"}, 0.5), ({"text": SUM, "pasted": True}, 0.7)],
    )
    def test_weak_evidence_for(self, data: dict[str, Any], expected: float) -> None:
        (draft,) = drafts(Copied(), clean(candidate("x", SUM, signal("candidate.copied", 3, **data))))
        assert (draft.label, draft.confidence) == (True, expected)

    def test_nothing_from_an_agent(self) -> None:
        assert drafts(Copied(), clean(candidate("x", SUM, signal("candidate.copied", 3, "agent")))) == []


class TestTestedSiblings:
    def test_passing_over_failing(self) -> None:
        seen = clean(candidate("x", SUM, outcome()), candidate("y", DIFFERENCE, outcome(passed=False)))
        (draft,) = drafts(TestedSiblings(), seen)
        assert (draft.chosen, draft.rejected, draft.margin, draft.confidence) == (SUM, DIFFERENCE, 1.0, 0.8)

    def test_a_second_run_makes_it_surer(self) -> None:
        seen = clean(
            candidate("x", SUM, outcome(), outcome(at_s=6)),
            candidate("y", DIFFERENCE, outcome(passed=False), outcome(passed=False, at_s=6)),
        )
        assert [draft.confidence for draft in drafts(TestedSiblings(), seen)] == [0.9]

    @pytest.mark.parametrize(
        "runs",
        [
            (outcome(passed=False), outcome(passed=True, at_s=6)),  # flaky
            (outcome(passed=False, infrastructure_failure=True),),
            (outcome("lint", passed=False),),
            (outcome(passed=None, exit_code=124),),  # timed out
        ],
    )
    def test_nothing_without_a_clear_failure(self, runs: tuple[Any, ...]) -> None:
        seen = clean(candidate("x", SUM, outcome()), candidate("y", DIFFERENCE, *runs))
        assert drafts(TestedSiblings(), seen) == []

    def test_nothing_where_the_tests_failed_before(self) -> None:
        seen = clean(
            candidate("x", SUM, outcome()),
            candidate("y", DIFFERENCE, outcome(passed=False)),
            signals=[outcome(passed=False, at_s=-1)],
        )
        assert drafts(TestedSiblings(), seen) == []


class TestVerifiedOutcome:
    @pytest.mark.parametrize(
        ("runs", "reward", "ladder"),
        [
            ([outcome()], 1.0, 1.0),
            ([outcome(passed=False)], 0.0, -0.3),
            ([outcome("run", False)], 0.0, -0.6),
            ([outcome("build", False), outcome(passed=True, at_s=6)], 0.0, -1.0),
            ([outcome("lint", True)], 1.0, None),
            ([outcome(passed=None, exit_code=1)], 0.0, -0.3),
            ([outcome(passed=False, infrastructure_failure=True)], None, None),
            ([outcome(passed=None, exit_code=137)], None, None),
            ([outcome(passed=None)], None, None),
            ([outcome(), outcome(passed=False, at_s=6)], None, None),  # flaky
        ],
    )
    def test_reward_and_ladder(self, runs: list[Any], reward: float | None, ladder: float | None) -> None:
        (draft,) = drafts(VerifiedOutcome(), clean(candidate("x", SUM, *runs)))
        assert (draft.reward, draft.reward_components["ladder"]) == (reward, ladder)

    def test_a_report_naming_no_candidate_means_the_only_one_taken(self) -> None:
        seen = clean(candidate("x", SUM, accepted()), candidate("y", DIFFERENCE, shown()), signals=[outcome()])
        assert said(VerifiedOutcome(), seen) == [("reward", SUM, 1.0)]

    def test_a_report_naming_none_of_several_means_nobody(self) -> None:
        seen = clean(candidate("x", SUM, shown()), candidate("y", DIFFERENCE, shown()), signals=[outcome()])
        assert drafts(VerifiedOutcome(), seen) == []

    def test_tests_of_the_edited_text_are_not_the_suggestions(self) -> None:
        seen = clean(candidate("x", SUM, accepted(), edited("    return a * b", 3), outcome(at_s=9)))
        assert drafts(VerifiedOutcome(), seen) == []

    def test_deployments_and_commits_verify_nothing(self) -> None:
        assert drafts(VerifiedOutcome(), clean(candidate("x", SUM, outcome("deploy"), outcome("commit")))) == []


class TestAcceptedFailing:
    def test_reward_zero_with_the_flag(self) -> None:
        seen = clean(candidate("x", SUM, *KEPT, outcome(passed=False)))
        (draft,) = drafts(AcceptedFailing(), seen)
        assert (draft.reward, draft.flags) == (0.0, ("conflict",))
        assert drafts(VerifiedOutcome(), seen) == []

    def test_nothing_where_they_agree(self) -> None:
        assert drafts(AcceptedFailing(), clean(candidate("x", SUM, *KEPT, outcome()))) == []


class TestRejectedPassing:
    def test_the_reward_is_kept_with_the_flag(self) -> None:
        seen = clean(candidate("x", SUM, dismissed(reason="explicit", visible_ms=900), outcome()))
        (draft,) = drafts(RejectedPassing(), seen)
        assert (draft.reward, draft.flags) == (1.0, ("conflict",))

    def test_a_build_alone_contradicts_nobody(self) -> None:
        assert drafts(RejectedPassing(), clean(candidate("x", SUM, dismissed(), outcome("build")))) == []


class TestRated:
    @pytest.mark.parametrize(
        ("data", "label"),
        [({"value": 1}, True), ({"value": -1}, False), ({"score": 0.9}, True), ({"score": 0.1}, False)],
    )
    def test_thumbs(self, data: dict[str, Any], label: bool) -> None:
        (draft,) = drafts(Rated(), clean(candidate("x", SUM, signal("candidate.rated", 3, **data))))
        assert (draft.label, draft.confidence) == (label, 0.55)

    @pytest.mark.parametrize("data", [{"value": 0}, {"score": 0.5}, {}])
    def test_undecided(self, data: dict[str, Any]) -> None:
        assert drafts(Rated(), clean(candidate("x", SUM, signal("candidate.rated", 3, **data)))) == []

    def test_the_last_word_counts(self) -> None:
        changed = [signal("candidate.rated", 3, value=-1), signal("candidate.rated", 4, value=1)]
        assert said(Rated(), clean(candidate("x", SUM, *changed))) == [("unpaired", SUM, True)]


class TestNotShown:
    def test_the_probability_is_kept_without_a_reward(self) -> None:
        (draft,) = drafts(NotShown(), clean(candidate("x", SUM, propensity=0.2)))
        assert (draft.kind, draft.reward, draft.propensity) == ("reward", None, 0.2)

    def test_nothing_where_it_was_shown_or_nothing_is_known(self) -> None:
        assert drafts(NotShown(), clean(candidate("x", SUM, shown(), propensity=0.2), candidate("y", SUM))) == []


class TestBroken:
    def test_a_broken_generation_is_a_bad_one(self) -> None:
        seen = clean(candidate("x", "{", finish_reason="malformed_function_call"))
        assert said(Broken(), seen) == [("unpaired", "{", False)]

    @pytest.mark.parametrize("reason", ["stop", "length", "content_filter", ""])
    def test_other_endings_are_not(self, reason: str) -> None:
        assert drafts(Broken(), clean(candidate("x", SUM, finish_reason=reason))) == []

    def test_a_call_nothing_could_run(self) -> None:
        ask = signal("tool.proposed", 1, "agent", tool="edit", arguments={"path": 1})
        failed = signal("tool.finished", 2, "system", tool="edit", success=False, error_type="invalid_arguments")
        assert said(Broken(), clean(signals=[ask, failed])) == [
            ("unpaired", '{"arguments": {"path": 1}, "name": "edit"}', False)
        ]

    def test_a_tool_that_ran_and_failed_was_called_well(self) -> None:
        ask = signal("tool.proposed", 1, "agent", tool="bash", arguments={"command": "pytest"})
        failed = signal("tool.finished", 2, "system", tool="bash", success=False, output="1 failed")
        assert drafts(Broken(), clean(signals=[ask, failed])) == []


class TestToolDecision:
    DELETE = '{"arguments": {"command": "rm -r x"}, "name": "bash"}'
    LIST = '{"arguments": {"command": "ls x"}, "name": "bash"}'

    @staticmethod
    def call(at_s: float, command: str, decision: str, **data: Any) -> list[Any]:
        told = {"tool": "bash", "decision": decision, "source": "user", **data}
        return [
            signal("tool.proposed", at_s, "agent", tool="bash", arguments={"command": command}),
            signal("tool.decided", at_s + 1, told.pop("actor", "human"), **told),
        ]

    def test_labels_and_the_pair_of_a_second_proposal(self) -> None:
        signals = [*self.call(1, "rm -r x", "denied"), *self.call(3, "ls x", "approved")]
        assert said(ToolDecision(), clean(signals=signals)) == [
            ("unpaired", self.DELETE, False),
            ("unpaired", self.LIST, True),
            ("pair", self.LIST, self.DELETE),
        ]

    def test_approval_by_configuration_is_no_signal(self) -> None:
        assert drafts(ToolDecision(), clean(signals=self.call(1, "ls", "approved", source="config"))) == []
        assert drafts(ToolDecision(), clean(signals=self.call(1, "ls", "approved", actor="policy"))) == []
