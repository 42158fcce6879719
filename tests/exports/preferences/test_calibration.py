from math import log, log1p
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from exports.contracts import Draft
from exports.preferences.calibration import (
    DEFAULT_CALIBRATION,
    DEFAULT_PATH,
    FORMAT,
    Calibration,
    CalibrationError,
    KindModel,
    RuleModel,
    Source,
    decode,
    encode,
    interpolated,
)
from exports.preferences.terms import Term, reading

RETAINED = Term(signal="retained", low=0.0, high=1.0, mean=0.5, scale=0.25, weight=0.5, missing=-0.25)
PICKS = RuleModel(intercept=1.0, terms=(RETAINED,))
TAKEN_BACK = RuleModel(intercept=-1.0)
KNOTS = ((-1.0, 0.2), (1.0, 0.6), (2.0, 0.9))
FITTED = Calibration(
    format=FORMAT,
    version="3",
    source=Source(name="gold", n=40),
    kinds={"pair": KindModel(rules={"picks": PICKS}, knots=KNOTS, unknown=0.7)},
    position_shares={2: (0.7, 0.3)},
    people={"ada": 0.9},
)


def draft(**values: Any) -> Draft:
    return Draft(**{"kind": "pair", "rule": "picks", "rule_version": 1, "confidence": 0.5, **values})


@pytest.mark.parametrize(
    ("signals", "expected"),
    [
        ({"retained": 0.5}, 0.6),  # typical: the logit is the intercept, 1.0, a knot
        ({"retained": 1.0}, 0.9),  # + 0.5 · (1 − 0.5) / 0.25 = +1
        ({"retained": 7.0}, 0.9),  # clipped to what the fit saw
        ({"retained": 0.0}, 0.4),  # 1 − 1 = 0: half way from 0.2 to 0.6
        ({}, 0.55),  # 1 − 0.25 = 0.75
        ({"retained": 0.5, "never heard of": 3}, 0.6),
    ],
)
def test_confidence_is_read_from_the_signals(signals: dict[str, object], expected: float) -> None:
    assert FITTED.confidence(draft(signals=signals)) == pytest.approx(expected)


def test_contributions_sum_to_the_logit_and_tell_which_way_each_signal_moved_it() -> None:
    assert FITTED.contributions(draft(signals={"retained": 0.25})) == [("rule", 1.0), ("retained", -0.5)]
    assert FITTED.contributions(draft(rule="unknown")) == []


def test_a_rule_that_was_never_fitted_keeps_its_own_confidence_up_to_a_limit() -> None:
    assert FITTED.confidence(draft(rule="new", confidence=0.65)) == 0.65
    assert FITTED.confidence(draft(rule="new", confidence=0.95)) == 0.7


def test_rewards_keep_the_confidence_of_their_outcome() -> None:
    assert FITTED.confidence(draft(kind="reward", confidence=0.93)) == 0.93


def test_a_rule_that_labels_both_ways_has_a_model_for_each() -> None:
    kind = KindModel(rules={"rated:true": PICKS, "rated:false": TAKEN_BACK}, knots=KNOTS, unknown=0.7)
    both = replace(FITTED, kinds={"unpaired": kind})
    assert both.confidence(draft(kind="unpaired", rule="rated", label=True, signals={"retained": 0.5})) == 0.6
    assert both.confidence(draft(kind="unpaired", rule="rated", label=False)) == 0.2


def test_the_share_of_picks_by_place_falls_back_to_the_published_one() -> None:
    assert FITTED.pick_share(1, 2) == 0.3
    assert FITTED.pick_share(0, 3) == 0.82
    assert FITTED.pick_share(2, 3) == pytest.approx(0.09)
    assert FITTED.pick_share(5, 2) == pytest.approx(0.18)  # a place outside the sides the client counted


def test_reliability_is_told_for_known_people_only() -> None:
    assert FITTED.reliability("ada") == 0.9
    assert FITTED.reliability("nobody") is None


@pytest.mark.parametrize(
    ("form", "value", "expected"),
    [
        ("linear", 3, 3.0),
        ("linear", True, 1.0),
        ("linear", "not this", 1.0),
        ("linear", "", 0.0),
        ("linear", ["a", "b"], 2.0),
        ("linear", None, None),
        ("log", 9, log1p(9)),
        ("log", -4, 0.0),
        ("logit", 0.75, log(3)),
        ("logit", 1.0, log(0.995 / 0.005)),
        ("absolute", -2.5, 2.5),
    ],
)
def test_forms_of_a_signal(form: str, value: object, expected: float | None) -> None:
    assert reading(form, "", value) == (expected if expected is None else pytest.approx(expected))  # type: ignore[arg-type]


def test_a_list_of_names_is_asked_for_one() -> None:
    assert reading("has", "copied", ["copied", "rated"]) == 1.0
    assert reading("has", "copied", ["rated"]) == 0.0
    assert reading("has", "copied", None) is None


@given(logits=st.lists(st.floats(-50, 50), min_size=2, max_size=20))
def test_more_logit_never_means_less_confidence(logits: list[float]) -> None:
    shares = [interpolated(KNOTS, logit) for logit in sorted(logits)]
    assert shares == sorted(shares)
    assert all(0.2 <= share <= 0.9 for share in shares)


def test_a_document_survives_being_written_and_read() -> None:
    assert decode(encode(FITTED)) == FITTED
    assert decode(encode(FITTED)).fingerprint == FITTED.fingerprint
    assert replace(FITTED, people={}).fingerprint != FITTED.fingerprint
    assert replace(FITTED, version="4").fingerprint == FITTED.fingerprint


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("{", "not a calibration"),
        ('{"version":"1","source":{"name":"gold"},"kinds":{}}', "format"),
        ('{"format":9,"version":"1","source":{"name":"gold"},"kinds":{}}', "format 9"),
        ('{"format":1,"version":"1","source":{"name":"gold"},"kinds":{"pair":{"unknown":2}}}', "unknown of pair"),
        (encode(replace(FITTED, people={"ada": 1.5})).decode(), "people"),
        (
            encode(replace(FITTED, kinds={"pair": KindModel(knots=((1.0, 0.5), (0.0, 0.6)), unknown=0.5)})).decode(),
            "ascend",
        ),
        (
            encode(
                replace(
                    FITTED,
                    kinds={
                        "pair": KindModel(
                            rules={"picks": RuleModel(intercept=0, terms=(replace(RETAINED, scale=0.0),))}, unknown=0.5
                        )
                    },
                )
            ).decode(),
            "scale",
        ),
    ],
)
def test_an_unsound_document_is_refused_with_the_reason(document: str, said: str) -> None:
    with pytest.raises(CalibrationError, match=said):
        decode(document)


def test_the_shipped_calibration_is_in_its_canonical_form_and_names_its_source() -> None:
    assert encode(DEFAULT_CALIBRATION) == DEFAULT_PATH.read_bytes()
    assert DEFAULT_CALIBRATION.source.words
