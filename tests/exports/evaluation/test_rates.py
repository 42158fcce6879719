"""Wilson's interval and shares, against values worked out by hand."""

import pytest

from exports.evaluation.rates import share, share_of, together, wilson


def test_the_interval_of_8_of_10_is_wilsons() -> None:
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)  # Newcombe's standard example of a small sample


def test_the_interval_stays_inside_nought_and_one() -> None:
    low, high = wilson(0, 20)
    assert low == 0.0
    assert high == pytest.approx(1.959963984540054**2 / (20 + 1.959963984540054**2))
    assert wilson(20, 20) == pytest.approx((1 - high, 1.0))


def test_without_anything_counted_there_is_no_value_and_the_widest_interval() -> None:
    nothing = share(0, 0)
    assert (nothing.value, nothing.low, nothing.high) == (None, 0.0, 1.0)


def test_shares_are_pooled_by_what_they_counted() -> None:
    assert together([share(1, 2), share_of([True, True, False, True])]) == share(4, 6)
