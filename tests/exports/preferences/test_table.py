"""The rows of the design's table, each with its boundary values on both sides; and that censored is never negative."""

from typing import Any

import pytest

from exports.contracts import Draft
from exports.preferences.rules import DEFAULT_RULES
from telemetry.contracts import CleanInteraction
from tests.exports.preferences.build import (
    accepted,
    candidate,
    clean,
    derived,
    dismissed,
    drafts,
    edited,
    outcome,
    retained,
    shown,
    signal,
)

# One edit of twenty characters is a distance of 0.05: `x` for the last of `a…a`.
TWENTY = "abcdefghijklmnopqrst"
SUM, DIFFERENCE = "    return a + b", "    return a - b"


def said(*signals: Any, text: str = SUM, others: tuple[Any, ...] = ()) -> set[tuple[str, str, Any]]:
    """(kind, rule, label, better text or reward) of one candidate's drafts, whatever their confidence."""
    result = derived([clean(candidate("x", text, *signals), *others)])
    return {(draft.kind, draft.rule, _content(draft)) for draft in result.drafts}


def _content(draft: Draft) -> Any:
    if draft.kind == "pair":
        return draft.chosen
    return draft.label if draft.kind == "unpaired" else draft.reward


def by(rule: str, *members: CleanInteraction) -> list[Draft]:
    """What one rule drafts."""
    return drafts(next(one for one in DEFAULT_RULES if one.id == rule), *members)


def labels(*signals: Any, text: str = SUM) -> set[tuple[str, bool]]:
    return {(rule, content) for kind, rule, content in said(*signals, text=text) if kind == "unpaired"}


EDITED, RETAINED, DISCARDED = "accepted-edited", "accepted-retained", "accepted-discarded"


class TestEdited:
    """Row 3."""

    @pytest.mark.parametrize(
        ("changed", "rule"),
        [
            (14, EDITED),  # e = 0.70
            (15, DISCARDED),  # e = 0.75
        ],
    )
    def test_edited_or_rewritten(self, changed: int, rule: str) -> None:
        final = "0123456789ABCDEFGHIJ"[:changed] + TWENTY[changed:]
        found = labels(accepted(), edited(final), retained(300, text=final), text=TWENTY)
        assert rule in {name for name, _ in found}

    def test_a_small_edit_of_substance_is_an_edit(self) -> None:
        """e = 1/40 is below 0.05, but what it changes is not style."""
        before, after = "    return total_amount < limit_of_amounts", "    return total_amount > limit_of_amounts"
        found = said(accepted(), edited(after), retained(300, 0.95), text=before)
        assert ("pair", EDITED, after) in found
        assert ("unpaired", RETAINED, True) not in found

    def test_a_small_edit_of_style_is_none(self) -> None:
        before = "    total = price * count + postage\n    return total * 2"
        after = before.replace("* 2", "*2")
        found = said(accepted(), edited(after), retained(300, 0.95), text=before)
        assert ("unpaired", RETAINED, True) in found
        assert {rule for _, rule, _ in found} == {RETAINED}

    @pytest.mark.parametrize(("fraction", "stays"), [(0.8, True), (0.79, False)])
    def test_the_edit_must_stay(self, fraction: float, stays: bool) -> None:
        """Appending removes nothing of the suggestion, so R is its own share."""
        found = said(accepted(), edited(SUM + " + carry_of_it"), retained(300, fraction))
        assert (("pair", EDITED, SUM + " + carry_of_it") in found) is stays

    @pytest.mark.parametrize(("after_s", "settled"), [(30, True), (29, False)])
    def test_without_five_minutes_it_must_have_settled(self, after_s: float, settled: bool) -> None:
        """Ten seconds after an edit at 20 s, where the file was closed later on."""
        closed = retained(300, censored="file_closed")
        found = said(accepted(), edited(SUM + " + c"), retained(after_s, 1.0), closed)
        assert (("pair", EDITED, SUM + " + c") in found) is settled

    def test_an_edit_after_a_formatter_is_censored(self) -> None:
        found = said(accepted(), edited("x", 10, "formatter"), edited(SUM + " + c", 20), retained(300, 1.0))
        assert found == set()


class TestRetained:
    """Row 4."""

    @pytest.mark.parametrize(("fraction", "label"), [(0.9, {(RETAINED, True)}), (0.89, set())])
    def test_how_much(self, fraction: float, label: set[tuple[str, bool]]) -> None:
        assert labels(accepted(), retained(300, fraction)) == label

    @pytest.mark.parametrize(("after_s", "label"), [(30, {(RETAINED, True)}), (29, set())])
    def test_the_last_valid_horizon(self, after_s: float, label: set[tuple[str, bool]]) -> None:
        assert labels(accepted(), retained(after_s, 1.0)) == label

    @pytest.mark.parametrize(
        "censored",
        [
            retained(300, 0.0, censored="branch_switched"),
            retained(300, 0.0, censored="file_closed"),
            edited("other", 299, "formatter"),
            edited("other", 299, "agent"),
            retained(300, 0.0, "agent"),
            signal("candidate.reverted", 300, "agent", after_s=299),
        ],
        ids=["branch", "closed", "formatter", "agent", "captured by an agent", "reverted by an agent"],
    )
    def test_what_is_censored_is_as_if_not_measured(self, censored: Any) -> None:
        measured = (accepted(), retained(30, 1.0), retained(120, 1.0))
        assert said(*measured, censored, retained(600, 0.0)) == said(*measured)


class TestDiscarded:
    """Row 5."""

    @pytest.mark.parametrize(("fraction", "label"), [(0.19, {(DISCARDED, False)}), (0.2, set())])
    def test_how_little(self, fraction: float, label: set[tuple[str, bool]]) -> None:
        assert labels(accepted(), retained(30, fraction)) == label

    @pytest.mark.parametrize(("after_s", "label"), [(30, {(DISCARDED, False)}), (31, set())])
    def test_how_soon(self, after_s: float, label: set[tuple[str, bool]]) -> None:
        assert labels(accepted(), signal("candidate.reverted", 1 + after_s, after_s=after_s)) == label

    @pytest.mark.parametrize(
        "censored", [edited("x", 29, "formatter"), edited("x", 29, "agent"), retained(29, censored="branch_switched")]
    )
    def test_censored_is_not_thrown_away(self, censored: Any) -> None:
        assert labels(accepted(), censored, retained(30, 0.0)) == set()
        assert labels(accepted(), censored, signal("candidate.reverted", 31, after_s=30)) == set()
        assert labels(accepted(), censored, edited("# rewritten altogether", 30), retained(60, 0.0)) == set()


class TestRefused:
    """Rows 6, 7 and 8."""

    @pytest.mark.parametrize(("visible_ms", "label"), [(750, {("explicit-dismissal", False)}), (749, set())])
    def test_on_purpose(self, visible_ms: float, label: set[tuple[str, bool]]) -> None:
        assert labels(dismissed(reason="explicit", visible_ms=visible_ms)) == label

    @pytest.mark.parametrize(
        ("captured", "label"),
        [
            (retained(30, 0.19), {("passed-over", False)}),
            (retained(30, 0.2), set()),
            (retained(29, 0.0), set()),
            (retained(30, 0.0, censored="file_closed"), set()),
            (retained(30, 0.0, "formatter"), set()),
        ],
    )
    def test_typed_over(self, captured: Any, label: set[tuple[str, bool]]) -> None:
        seen = clean(candidate("x", SUM, dismissed(reason="typed_over"), captured))
        assert {(one.rule, one.label) for one in by("passed-over", seen)} == label

    @pytest.mark.parametrize(
        ("written", "is_made"),
        [
            (edited("    return a * b", 10), True),
            (edited("    return a * b", 9), False),
            (retained(10, text="    return a * b"), True),
            (retained(9, text="    return a * b"), False),
            (retained(10, text="    return a * b", censored="branch_switched"), False),
            (edited("    return a * b", 10, "agent"), False),
            (edited("x" * 32, 10), True),  # twice as long as the sixteen of SUM, more is another thing
            (edited("x" * 33, 10), False),
        ],
    )
    def test_written_instead(self, written: Any, is_made: bool) -> None:
        text = SUM.strip().ljust(16, "1")
        assert bool(by("dismissed-replaced", clean(candidate("x", text, dismissed(), written)))) is is_made


class TestGenerations:
    """Rows 9 and 10."""

    AGAIN = (shown(), signal("candidate.regenerated", 3))

    def pairs(self, *kept: Any) -> list[Draft]:
        return by(
            "kept-generation", clean(candidate("x", SUM, shown(4), *kept), candidate("y", DIFFERENCE, *self.AGAIN))
        )

    @pytest.mark.parametrize(("fraction", "count"), [(0.8, 1), (0.79, 0)])
    def test_kept(self, fraction: float, count: int) -> None:
        assert len(self.pairs(accepted(5), retained(300, fraction))) == count

    @pytest.mark.parametrize(
        ("kept", "count"),
        [
            ((retained(30, 0.9), retained(300, censored="file_closed")), 1),
            ((retained(30, 0.89), retained(300, censored="file_closed")), 0),
            ((retained(29, 1.0),), 0),
            ((outcome(at_s=9),), 1),  # its tests pass
            ((outcome(passed=None, at_s=9, infrastructure_failure=True),), 0),
            ((), 0),
        ],
    )
    def test_kept_so_far(self, kept: tuple[Any, ...], count: int) -> None:
        assert len(self.pairs(accepted(5), *kept)) == count

    def test_what_its_person_made_of_it_is_what_was_kept(self) -> None:
        (draft,) = self.pairs(accepted(5), edited(SUM + " + carry", 20), retained(300, 1.0))
        assert (draft.chosen, draft.rejected, draft.chosen_ref) == (SUM + " + carry", DIFFERENCE, None)

    @pytest.mark.parametrize(
        ("given_up", "count"),
        [
            (signal("candidate.reverted", 200, after_s=199), 1),
            (retained(30, 0.19), 1),
            (retained(30, 0.2), 0),
            (edited("# something else altogether", 100), 1),
        ],
    )
    def test_taken_and_given_up_is_decided_against(self, given_up: Any, count: int) -> None:
        kept = clean(candidate("x", SUM, accepted(), retained(300, 1.0)), name="i2")
        assert (
            len(by("kept-generation", kept, clean(candidate("y", DIFFERENCE, accepted(), given_up), name="i1")))
            == count
        )

    @pytest.mark.parametrize(("times", "count"), [(2, 2), (1, 0)])
    def test_none_kept(self, times: int, count: int) -> None:
        asked = [candidate(f"c{one}", f"    return {one}", *self.AGAIN) for one in range(times)]
        assert len(by("none-kept", clean(*asked))) == count


class TestCopied:
    """Row 11."""

    @pytest.mark.parametrize(("length", "confidence"), [(8, 0.55), (7, 0.5)])
    def test_half_of_the_text(self, length: int, confidence: float) -> None:
        text = "0123456789ABCDEF"
        seen = clean(candidate("x", text, signal("candidate.copied", 3, text=text[:length])))
        assert [draft.confidence for draft in by("copied", seen)] == [confidence]


class TestBeside:
    """Row 4's pairs: only what was on the screen when the other was taken."""

    @pytest.mark.parametrize(("at_s", "count"), [(1.0, 1), (1.1, 0)])
    def test_seen_before_the_choice(self, at_s: float, count: int) -> None:
        seen = clean(
            candidate("x", SUM, shown(), accepted(1.0), retained(300, 1.0)), candidate("y", DIFFERENCE, shown(at_s))
        )
        assert sum(draft.kind == "pair" for draft in by(RETAINED, seen)) == count


def test_an_ai_critique_has_no_event_and_makes_no_record() -> None:
    """Row 18: nothing in the wire contract tells of a judge, so no rule claims to know one."""
    critique = signal("ai.critique", 3, "agent", verdict="better", text=SUM)
    assert derived([clean(candidate("x", DIFFERENCE, shown(), critique))]).drafts == ()
    assert not any("judge" in rule.id or "critique" in rule.id for rule in DEFAULT_RULES)
