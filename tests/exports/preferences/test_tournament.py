from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.preferences.tournament import has_cycle, scores


def test_two_texts_with_the_prior_matches() -> None:
    """a won 3 of 3 and half a match of one against the prior: as many as are expected of its score."""
    rated = scores({("a", "b"): 3.0})
    assert rated["a"] == pytest.approx(-rated["b"])
    assert 3 / (1 + exp(-2 * rated["a"])) + 1 / (1 + exp(-rated["a"])) == pytest.approx(3.5)


def test_even_matches_are_even_scores() -> None:
    assert scores({("a", "b"): 2.0, ("b", "a"): 2.0}) == pytest.approx({"a": 0.0, "b": 0.0}, abs=1e-6)


def test_an_unbeaten_text_stays_finite() -> None:
    assert 0 < scores({("a", "b"): 1000.0})["a"] < log(1e4)


@given(st.dictionaries(st.tuples(*[st.sampled_from("abcd")] * 2).filter(lambda p: p[0] != p[1]), st.floats(0.1, 9)))
def test_turning_every_match_round_turns_the_scores_round(wins: dict[tuple[str, str], float]) -> None:
    rated, turned = scores(wins), scores({(loser, winner): count for (winner, loser), count in wins.items()})
    assert {text: -score for text, score in rated.items()} == pytest.approx(turned, abs=1e-6)


@pytest.mark.parametrize(
    ("beats", "circular"),
    [
        ([], False),
        ([("a", "b"), ("b", "c"), ("a", "c")], False),
        ([("a", "b"), ("b", "c"), ("c", "a")], True),
        ([("x", "a"), ("a", "b"), ("b", "a"), ("b", "y")], True),
        ([("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")], False),
    ],
)
def test_circles(beats: list[tuple[str, str]], circular: bool) -> None:
    assert has_cycle(beats) is circular
