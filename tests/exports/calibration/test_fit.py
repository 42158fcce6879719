"""Fitting on rows whose truth is a known function of their signals."""

import random
from math import exp

import pytest

from exports.calibration.fit import TooLittleError, fit
from exports.calibration.intervals import curve, flip_rate
from exports.calibration.knots import knots
from exports.calibration.rows import Judged
from exports.contracts import Draft
from exports.preferences.calibration import (
    DEFAULT_CALIBRATION,
    Calibration,
    KindModel,
    RuleModel,
    Source,
    decode,
    encode,
)
from exports.preferences.calibration import FORMAT as FORMAT_NOW

GOLD = Source(name="gold", n=0)


def world(n: int, seed: int = 1, shift: float = 0.0) -> list[tuple[Judged, float]]:
    """Rows with the probability they were drawn from. `picks` is right more often than `copies`; keeping helps."""
    chance = random.Random(seed)
    found = []
    for number in range(n):
        rule = chance.choice(["picks", "copies"])
        signals = {"retained": chance.random(), "people": chance.randint(1, 4)}
        if chance.random() < 0.2:
            del signals["retained"]
        logit = (1.5 if rule == "picks" else -0.3) + 3 * (signals.get("retained", 0.5) - 0.5) + shift
        right = 1 / (1 + exp(-logit))
        row = Judged("pair", rule, rule, f"g{number // 2}", chance.random() < right, signals, 0.6)
        found.append((row, right))
    return found


def fitted(rows: list[Judged], base: Calibration | None = None) -> Calibration:
    return fit(rows, version="1", source=GOLD, base=base)


def draft(row: Judged) -> Draft:
    return Draft(kind=row.kind, rule=row.rule, rule_version=1, confidence=row.starting, signals=row.signals)


def error(calibration: Calibration, rows: list[tuple[Judged, float]]) -> float:
    """Mean absolute distance of the confidence from the true probability."""
    return sum(abs(calibration.confidence(draft(row)) - right) for row, right in rows) / len(rows)


def test_a_fit_finds_the_probabilities_the_rows_were_drawn_from() -> None:
    rows = world(6000)
    made = fitted([row for row, _ in rows])
    assert error(made, world(2000, seed=2)) < 0.04
    assert made.curves["pair"].n == 6000
    assert made.curves["pair"].ece < 0.03


def test_the_curve_is_out_of_sample() -> None:
    """On rows where signals say nothing, a curve measured on the rows of the fit would claim knowledge."""
    chance = random.Random(3)
    rows = [
        Judged("pair", "picks", "picks", f"g{n}", chance.random() < 0.5, {"retained": chance.random()}, 0.6)
        for n in range(400)
    ]
    best = max(one.confidence for one in fitted(rows).curves["pair"].bins)
    assert best < 0.65


def test_beyond_what_was_seen_a_signal_says_no_more() -> None:
    """The rows had 1 to 4 people: what nobody at all would mean, the fit cannot know."""
    made = fitted([row for row, _ in world(3000)])
    (row, _), *_ = world(1)
    sure = [
        made.confidence(draft(row._replace(signals={"retained": 0.5, "people": people}))) for people in (0, 1, 4, 4000)
    ]
    assert sure[0] == sure[1]
    assert sure[2] == sure[3]


def test_order_of_rows_does_not_matter() -> None:
    rows = [row for row, _ in world(400)]
    shuffled = rows.copy()
    random.Random(9).shuffle(shuffled)
    assert fitted(shuffled).fingerprint == fitted(rows).fingerprint
    assert decode(encode(fitted(rows))) == fitted(rows)


def test_scarce_gold_moves_the_base_a_little_and_much_gold_moves_it_far() -> None:
    base = fitted([row for row, _ in world(6000)])
    worse = world(2000, seed=5, shift=-1.5)
    before = error(base, worse)
    few = error(fitted([row for row, _ in worse[:80]], base), worse)
    many = error(fitted([row for row, _ in world(6000, seed=6, shift=-1.5)], base), worse)
    assert before > 0.2
    assert many < 0.05
    assert many < few < before


def test_gold_that_agrees_with_the_base_does_not_spoil_it() -> None:
    base = fitted([row for row, _ in world(6000)])
    after = fitted([row for row, _ in world(80, seed=7)], base)
    assert error(after, world(2000, seed=8)) < error(base, world(2000, seed=8)) + 0.03


def test_a_rule_without_gold_keeps_its_model_and_a_kind_without_enough_stays_as_it_is() -> None:
    others = {"other": RuleModel(intercept=2.0)}
    base = Calibration(
        format=FORMAT_NOW,
        version="0",
        source=GOLD,
        kinds={"pair": KindModel(rules=others, unknown=0.6), "unpaired": KindModel(rules=others, unknown=0.6)},
    )
    made = fitted([row for row, _ in world(200)], base)
    assert set(made.kinds["pair"].rules) == {"other", "picks", "copies"}
    assert made.kinds["unpaired"] == base.kinds["unpaired"]


@pytest.mark.parametrize("rows", [[], [row for row, _ in world(30)]])
def test_too_little_gold_is_refused_with_what_is_there(rows: list[Judged]) -> None:
    with pytest.raises(TooLittleError, match="50 judged records") as caught:
        fitted(rows, DEFAULT_CALIBRATION)
    assert ("pair: 30 judged" if rows else "none") in str(caught.value)


def test_gold_that_always_agrees_is_too_little() -> None:
    rows = [row._replace(agrees=True) for row, _ in world(200)]
    with pytest.raises(TooLittleError, match="200 agreed with"):
        fitted(rows)


def test_flip_rates_are_told_by_kind_and_rule_with_jeffreys_interval() -> None:
    made = fitted([row for row, _ in world(300)])
    rates = made.rule_flip_rates["pair"]
    assert sum(rate.n for rate in rates.values()) == 300
    assert rates["picks"].rate < rates["copies"].rate
    known = flip_rate(2, 20)  # Jeffreys: quantiles of Beta(2.5, 18.5), integrated numerically
    assert (known.rate, known.low, known.high, known.n) == (0.1, 0.0214, 0.2839, 20)
    assert (flip_rate(0, 10).low, flip_rate(10, 10).high) == (0.0, 1.0)
    assert (flip_rate(0, 0).low, flip_rate(0, 0).high) == (0.0, 1.0)


def test_a_reliability_curve_and_its_error_are_what_they_are_defined_to_be() -> None:
    found = curve([0.15, 0.85, 0.95, 0.95], [False, True, True, False])
    assert [(one.confidence, one.agreed, one.n) for one in found.bins] == [(0.15, 0, 1), (0.85, 1, 1), (0.95, 0.5, 2)]
    assert found.ece == pytest.approx((0.15 + 0.15 + 2 * 0.45) / 4)
    assert curve([], []).ece == 0.0


def test_knots_ascend_and_few_rows_never_say_always() -> None:
    import numpy as np

    logits = np.linspace(-3, 3, 60)
    agrees = (logits > 0).astype(float)
    found = knots(logits, agrees)
    assert [share for _, share in found] == sorted(share for _, share in found)
    assert found[0][0] == pytest.approx(-1.525, abs=0.01)
    assert found[0][1] == 0.02  # the limit; the share itself is 0.5 / 31
    assert found[-1][1] == pytest.approx(30.5 / 31, abs=1e-4)
