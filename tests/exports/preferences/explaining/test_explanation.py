"""A record in words: nothing left out, nothing that is not so."""

import pytest

from exports.contracts import Draft
from exports.preferences.calibration import Calibration, FlipRate, KindModel, RuleModel, Source
from exports.preferences.explaining.explanation import explain
from exports.preferences.explaining.phrases import event_phrase, milliseconds, seconds, signal_phrase
from exports.preferences.explaining.rules import sentence
from exports.preferences.rules import DEFAULT_RULES
from exports.preferences.signals import __doc__ as signals_told
from exports.preferences.terms import Term
from telemetry.contracts import Signal
from tests.exports.preferences.build import accepted, candidate, clean, dismissed, retained, shown, signal

CALIBRATION = Calibration(
    format=1,
    version="1",
    source=Source(name="gold", n=40),
    kinds={
        "unpaired": KindModel(
            unknown=0.9,
            rules={
                "accepted-retained:true": RuleModel(
                    intercept=0.0,
                    terms=(
                        Term(signal="retained", low=0, high=1, mean=0.5, scale=0.5, weight=1.0),
                        Term(signal="people", low=1, high=5, mean=2, scale=1, weight=0.5),
                        Term(signal="sides", low=0, high=5, missing=0.0001),
                    ),
                )
            },
        )
    },
    rule_flip_rates={"unpaired": {"accepted-retained": FlipRate(rate=0.1, low=0.05, high=0.2, n=40)}},
)


def test_signals_that_raise_and_lower_are_told_apart() -> None:
    draft = Draft(
        kind="unpaired", rule="accepted-retained", rule_version=1, confidence=0.6, completion="x", label=True,
        signals={"retained": 1.0, "people": 1, "horizon_s": 300.0},
    )  # fmt: skip
    told = explain(draft, [], CALIBRATION)
    assert told.says == "A developer took it, left it as it was, and it stayed."
    # The logit is 0 + 1 − 0.5 = 0.5, a share of 0.622; without the first 0.378, without the second 0.731.
    assert [(one.phrase, round(one.points, 3)) for one in told.raised] == [
        ("100 % of it was still there when last looked at", 0.245)
    ]
    assert [(one.phrase, round(one.points, 3)) for one in told.lowered] == [("1 developer is behind it", -0.109)]
    assert told.usual == "Records of this rule are right 90 % of the time (80 % to 95 %; gold, n=40)."


def test_a_rule_without_a_model_says_so_and_invents_nothing() -> None:
    draft = Draft(kind="pair", rule="new-rule", rule_version=1, confidence=0.6, chosen="a", rejected="b")
    told = explain(draft, [], CALIBRATION)
    assert told.says == "The rule new-rule made it."
    assert told.usual == "How often records of this rule are right has not been measured."
    assert (told.raised, told.lowered, told.moments) == ((), (), ())


def test_what_happened_is_told_in_order_with_the_texts_it_happened_to() -> None:
    kept = candidate("one", "good", shown(0.1), accepted(2), retained(300, 0.97))
    other = candidate("two", "bad", shown(0.2), dismissed(1.5, reason="explicit", visible_ms=1300))
    third = candidate("three", "so so", shown(0.3))
    member = clean(kept, other, third, signals=[signal("outcome.reported", 400, "system", kind="test", passed=None)])
    evidence = [one.event_id for one in (*kept.signals, *other.signals)]
    draft = Draft(
        kind="pair", rule="accepted-retained", rule_version=1, confidence=0.6, chosen="good", rejected="bad",
        events=tuple(evidence),
    )  # fmt: skip
    told = [
        (one.what, one.of, one.is_evidence)
        for one in explain(draft, [member.interaction], CALIBRATION).moments
        if one.what not in ("asked", "generated")
    ]
    assert told == [
        ("shown", "chosen", True),
        ("shown", "rejected", True),
        ("shown", "three", False),
        ("dismissed on purpose after 1.3 s on the screen", "rejected", True),
        ("accepted", "chosen", True),
        ("97 % still there after 5 min", "chosen", True),
        ("test has no result", "", False),
    ]


@pytest.mark.parametrize("rule", [rule.id for rule in DEFAULT_RULES])
def test_every_rule_has_words_of_its_own(rule: str) -> None:
    kinds = [("pair", None), ("unpaired", True), ("unpaired", False), ("reward", None)]
    said = [sentence(Draft(kind=kind, rule=rule, rule_version=1, confidence=0.5, label=label)) for kind, label in kinds]
    assert any(not one.startswith("The rule ") for one in said)


def test_every_signal_has_words_of_its_own() -> None:
    names = ("retained", "horizon_s", "edit_distance", "after_s", "reaction_ms", "visible_ms", "dwell_ms", "strength",
             "position", "sides", "explicit", "feedback", "pasted", "copied_share", "runs", "parses_chosen",
             "parses_rejected", "length_ratio", "siblings", "observations", "people", "votes_for", "votes_against",
             "overruled", "skill", "works_chosen", "works_rejected", "cut_off_chosen", "cut_off_rejected",
             "substance", "consensus")  # fmt: skip
    for name in names:
        assert name not in signal_phrase(name, 1), name
    assert signal_phrase("said_by", ["copied", "rated"]) == "the same was said by copied, rated"
    assert signal_phrase("retained", None) == "nothing is known of what became of it later"
    assert signals_told is not None
    assert all(f"`{name}`" in signals_told for name in names[:19])


@pytest.mark.parametrize(
    ("told", "phrase"),
    [
        (signal("candidate.accepted", kind="word"), "accepted in part (word)"),
        (signal("candidate.dismissed"), "dismissed"),
        (signal("candidate.dismissed", reason="typed_over"), "typed over"),
        (signal("candidate.retained", after_s=30, censored="branch"), "could no longer be followed after 30 s"),
        (signal("candidate.retained", after_s="soon"), "looked at again"),
        (signal("candidate.edited", after_s=20), "edited after 20 s"),
        (signal("candidate.copied", pasted=True), "copied and pasted"),
        (signal("candidates.compared", outcome="both_bad"), "found every side bad, not shown in random order"),
        (signal("outcome.reported", kind="build", exit_code=1), "build failed"),
        (signal("outcome.reported", kind="build", infrastructure_failure=True), "build could not be run"),
        (signal("tool.decided", decision="approved_for_session"), "tool call approved for session"),
        (signal("tool.decided", decision="approved", source="config"), "tool call approved by configuration"),
        (signal("candidate.unheard_of"), "candidate.unheard_of"),
    ],
)
def test_events_in_words(told: Signal, phrase: str) -> None:
    assert event_phrase(told) == phrase


def test_spans_of_time_in_words() -> None:
    assert [seconds(value) for value in (0.26, 45, 300)] == ["0.3 s", "45 s", "5 min"]
    assert [milliseconds(value) for value in (750, 2100)] == ["750 ms", "2.1 s"]
