"""Which upstream answers, and with what probability."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.clients.gateway.choose import choose, choose_two
from telemetry.clients.gateway.contracts import ReadyUpstream


def upstreams(*weights: int) -> list[ReadyUpstream]:
    return [ReadyUpstream(n, 1, f"u{n}", "tabby", "https://models.example", weight=w) for n, w in enumerate(weights)]


def grid(size: int) -> list[float]:
    """Draws spread evenly: what is uniform falls on each share in exact proportion."""
    return [(n + 0.5) / size for n in range(size)]


def test_the_draw_falls_on_shares_in_order() -> None:
    given = upstreams(1, 0, 3)
    assert choose(given, 0.0) == (given[0], 0.25)
    assert choose(given, 0.2499) == (given[0], 0.25)
    assert choose(given, 0.25) == (given[2], 0.75)
    assert choose(given, 0.9999999) == (given[2], 0.75)


def test_over_all_draws_each_is_chosen_as_often_as_its_propensity_says() -> None:
    counted = Counter(choose(upstreams(5, 0, 2, 3), draw) for draw in grid(1000))
    assert {chosen.id: count for (chosen, _), count in counted.items()} == {0: 500, 2: 200, 3: 300}
    assert all(count == round(1000 * propensity) for (_, propensity), count in counted.items())


def test_a_pair_is_two_upstreams_and_its_propensity() -> None:
    a, b = upstreams(3, 1)
    # The first is a by 3/4, b follows for certain; the other way by 1/4; each way round is even odds.
    assert choose_two([a, b], 0.0, 0.0) == (a, b, 0.5)
    assert choose_two([a, b], 0.0, 0.5) == (b, a, 0.5)
    assert choose_two([a, b], 0.9, 0.0) == (b, a, 0.5)


def test_over_all_draws_each_ordered_pair_comes_as_often_as_its_propensity_says() -> None:
    given = upstreams(1, 2, 5, 0)
    draws = grid(336)  # 8 shares, 7, 6 and 3 of what is left, and two sides: all divide it
    counted = Counter(choose_two(given, one, two) for one in draws for two in draws)
    total = len(draws) ** 2
    assert len(counted) == 6
    for (first, second, propensity), count in counted.items():
        assert first is not second
        assert 0 not in {first.weight, second.weight}
        assert count / total == pytest.approx(propensity, rel=1e-9)


def test_sides_are_even_whatever_the_weights() -> None:
    seen = {(one.id, two.id): p for one, two, p in (choose_two(upstreams(99, 1), 0.3, d) for d in (0.2, 0.7))}
    assert seen == {(0, 1): pytest.approx(0.5), (1, 0): pytest.approx(0.5)}


WEIGHTS = st.lists(st.integers(0, 1_000_000), min_size=1, max_size=6)
DRAW = st.floats(0, 1, exclude_max=True)


@given(WEIGHTS.filter(any), DRAW)
def test_whoever_is_chosen_has_a_weight_and_a_propensity(weights: list[int], draw: float) -> None:
    chosen, propensity = choose(upstreams(*weights), draw)
    assert chosen.weight > 0
    assert propensity == chosen.weight / sum(weights)


@given(WEIGHTS.filter(lambda weights: sum(map(bool, weights)) > 1), DRAW, DRAW)
def test_a_pair_and_its_mirror_are_as_likely(weights: list[int], one: float, two: float) -> None:
    given = upstreams(*weights)
    first, second, propensity = choose_two(given, one, two)
    assert first is not second
    assert first.weight > 0
    assert second.weight > 0
    assert 0 < propensity <= 0.5
    total = sum(weights)
    odds = [
        one.weight / total * other.weight / (total - one.weight) for one, other in ((first, second), (second, first))
    ]
    assert propensity == pytest.approx(sum(odds) / 2)


def test_without_enough_weights_there_is_no_choice() -> None:
    with pytest.raises(ValueError, match="No upstream has a weight"):
        choose(upstreams(0, 0), 0.5)
    with pytest.raises(ValueError, match="No upstream has a weight"):
        choose_two(upstreams(0, 4), 0.5, 0.5)
