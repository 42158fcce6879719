"""Reliability bins and errors, each expected value worked out by hand."""

import pytest

from exports.evaluation.reliability import brier, ece, equal_mass, equal_width, reliability

# 0.25 twice (one right), 0.75 four times (all right)
POINTS = [(0.25, True), (0.25, False), *[(0.75, True)] * 4]


def test_bins_of_equal_width_hold_what_lies_in_them() -> None:
    low, high = equal_width(POINTS, 10)
    assert (low.low, low.high, low.confidence, low.right.hits, low.right.of) == (0.2, 0.3, 0.25, 1, 2)
    assert (high.low, high.high, high.confidence, high.right.hits, high.right.of) == (0.7, 0.8, 0.75, 4, 4)


def test_full_confidence_belongs_to_the_last_bin() -> None:
    (only,) = equal_width([(1.0, True)], 10)
    assert (only.low, only.high) == (0.9, 1.0)


def test_the_error_is_the_mean_distance_weighted_by_size() -> None:
    # |0.25 − 0.5| · 2/6 + |0.75 − 1| · 4/6
    assert ece(equal_width(POINTS, 10)) == pytest.approx(0.25)


def test_bins_of_equal_mass_keep_equal_confidences_together() -> None:
    points = [(0.1, False), (0.2, False), (0.3, True), (0.9, True), (0.9, True), (0.9, False)]
    found = equal_mass(points, 3)
    assert [(one.low, one.high, one.right.hits, one.right.of) for one in found] == [(0.1, 0.2, 0, 2), (0.3, 0.9, 3, 4)]


def test_equal_mass_leaves_no_label_out() -> None:
    points = [(number / 97, number % 3 == 0) for number in range(97)]
    found = equal_mass(points, 10)
    assert len(found) == 10
    assert sum(one.right.of for one in found) == 97
    assert max(one.right.of for one in found) - min(one.right.of for one in found) <= 1


def test_a_binning_that_hides_an_error_does_not_count() -> None:
    # Inside one bin of equal width the errors of 0.61 and 0.69 cancel out; bins of equal mass tell them apart.
    points = [(0.61, True)] * 50 + [(0.69, True)] * 15 + [(0.69, False)] * 35
    found = reliability(points, 10)
    assert found.ece_width == pytest.approx(0.0)
    assert found.ece_mass == pytest.approx(0.39)
    assert found.ece == found.ece_mass


def test_the_brier_score_is_the_mean_squared_distance() -> None:
    assert brier([(0.5, True), (1.0, True), (0.0, True)]) == pytest.approx((0.25 + 0 + 1) / 3)


def test_without_labels_there_are_no_errors() -> None:
    found = reliability([])
    assert (found.ece, found.brier, found.equal_mass) == (None, None, ())
