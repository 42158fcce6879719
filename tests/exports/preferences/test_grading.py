"""Tiers: a prompt gives its surest pair, and others only where they are sure themselves."""

from typing import Any

import pytest

from exports.contracts import Draft
from exports.preferences.calibration import Calibration, Source
from exports.preferences.facts import Group
from exports.preferences.grading import graded
from telemetry.contracts import Message

AS_TOLD = Calibration(format=1, version="as told", source=Source(name="starting"), kinds={})
GROUP = Group(group_id="a" * 64, prompt=(Message(role="user", content="x"),), calibration=AS_TOLD)


def pair(chosen: str, confidence: float, **signals: Any) -> Draft:
    return Draft(
        kind="pair", rule="r", rule_version=1, confidence=confidence, chosen=chosen, rejected="z", signals=signals
    )


def tiers(*drafts: Draft) -> dict[str, str]:
    return {one.chosen or one.completion or "": one.tier for one in graded(drafts, GROUP)}


@pytest.mark.parametrize(
    ("confidence", "tier"), [(0.9, "high"), (0.8999, "standard"), (0.65, "standard"), (0.6499, "low"), (0.4, "low")]
)
def test_of_a_prompt_with_one_pair(confidence: float, tier: str) -> None:
    assert tiers(pair("a", confidence)) == {"a": tier}


def test_beside_a_surer_pair_only_what_is_sure_itself_counts() -> None:
    assert tiers(pair("a", 0.95), pair("b", 0.91), pair("c", 0.89)) == {"a": "high", "b": "high", "c": "low"}
    assert tiers(pair("a", 0.8), pair("b", 0.79)) == {"a": "standard", "b": "low"}
    assert tiers(pair("a", 0.8), pair("b", 0.8)) == {"a": "standard", "b": "standard"}


def test_what_is_hardly_surer_than_a_coin_is_no_pair() -> None:
    assert tiers(pair("a", 0.3999)) == {}


def test_labels_do_not_compete_with_pairs() -> None:
    label = Draft(kind="unpaired", rule="r", rule_version=1, confidence=0.75, completion="a", label=True)
    assert tiers(label, pair("b", 0.95)) == {"a": "standard", "b": "high"}


@pytest.mark.parametrize(
    ("signals", "tier"),
    [
        ({"visible_ms": 299.0}, "low"),
        ({"visible_ms": 300.0}, "high"),
        ({}, "high"),  # how long is not known
        ({"visible_ms": 120.0, "explicit": True}, "high"),
        ({"visible_ms": 120.0, "feedback": True}, "high"),
        ({"visible_ms": 120.0, "works_rejected": False}, "high"),
        ({"visible_ms": 120.0, "works_rejected": True, "explicit": False, "feedback": False}, "low"),
    ],
)
def test_nobody_prefers_to_what_nobody_saw(signals: dict[str, Any], tier: str) -> None:
    assert tiers(pair("a", 0.95, **signals), pair("b", 0.75)) == {
        "a": tier,
        "b": "standard" if tier == "low" else "low",
    }
