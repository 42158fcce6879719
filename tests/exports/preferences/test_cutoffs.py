"""Cut-offs are one value: named, checked where it comes from outside, and part of what records were made with."""

import msgspec
import pytest
from msgspec.structs import replace

from exports.preferences.calibration import DEFAULT_CALIBRATION
from exports.preferences.cutoffs import DEFAULT_CUTOFFS, Cutoffs
from exports.preferences.derivation import rules_version
from exports.preferences.rules import DEFAULT_RULES
from tests.exports.preferences.build import accepted, candidate, clean, derived, dismissed, retained, shown


def test_the_fingerprint_names_every_value() -> None:
    prints = {
        replace(DEFAULT_CUTOFFS, **{name: _other(getattr(DEFAULT_CUTOFFS, name))}).fingerprint()
        for name in Cutoffs.__struct_fields__
    }
    assert len(prints | {DEFAULT_CUTOFFS.fingerprint()}) == len(Cutoffs.__struct_fields__) + 1


def _other(value: object) -> object:
    return value * 2 + 1 if isinstance(value, (int, float)) else ((0.5, 0.5),)


def test_values_survive_a_document() -> None:
    told = msgspec.json.encode(msgspec.structs.asdict(DEFAULT_CUTOFFS))
    assert msgspec.json.decode(told, type=Cutoffs).fingerprint() == DEFAULT_CUTOFFS.fingerprint()


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (b'{"edit_min": 2}', "Expected `float` <= 1.0 - at `$.edit_min`"),
        (b'{"visible_min_ms": -1}', "Expected `float` >= 0.0 - at `$.visible_min_ms`"),
        (b'{"pairs_per_group": 0}', "Expected `int` >= 1 - at `$.pairs_per_group`"),
        (b'{"edit_mni": 0.1}', "Object contains unknown field `edit_mni`"),
    ],
)
def test_a_wrong_value_is_named(document: bytes, message: str) -> None:
    with pytest.raises(msgspec.ValidationError) as told:
        msgspec.json.decode(document, type=Cutoffs)
    assert str(told.value) == message


def test_rules_cutoffs_and_calibration_make_the_version() -> None:
    versions = {
        rules_version(),
        rules_version(DEFAULT_RULES[:-1]),
        rules_version(DEFAULT_RULES[::-1]),
        rules_version(cutoffs=replace(DEFAULT_CUTOFFS, edit_min=0.1)),
        rules_version(calibration=replace(DEFAULT_CALIBRATION, people={"ann": 0.5})),
    }
    assert len(versions) == 5
    assert rules_version() == rules_version(DEFAULT_RULES, Cutoffs(), DEFAULT_CALIBRATION)


def test_cutoffs_reach_the_rules() -> None:
    seen = clean(candidate("x", "    return a + b", shown(), accepted(), retained(300, 0.85)))
    strict = replace(DEFAULT_CUTOFFS, retained_min=0.8)
    assert [one.kind for one in derived([seen]).drafts] == ["reward"]
    kinds = {one.kind for one in derived([seen], cutoffs=strict).drafts}
    assert kinds == {"reward", "unpaired"}


@pytest.mark.parametrize(("floor", "made"), [(0.6, {"unpaired", "reward"}), (0.61, {"reward"})])
def test_what_is_hardly_sure_becomes_no_record(floor: float, made: set[str]) -> None:
    """A refusal starts at 0.6; a reward is a measurement and has no floor."""
    seen = clean(candidate("x", "    return a", shown(), dismissed(reason="explicit", visible_ms=900)))
    result = derived([seen], cutoffs=replace(DEFAULT_CUTOFFS, floor_unpaired=floor))
    assert {one.kind for one in result.drafts} == made
    assert result.reasons == ({} if "unpaired" in made else {"low_confidence": 1})
