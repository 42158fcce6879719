"""Plots a page can hold: no inline style, ink that follows the page, the same bytes for the same data."""

from xml.etree import ElementTree

import pytest

from exports.evaluation import plots
from exports.evaluation.coverage import Cut
from exports.evaluation.lengths import LengthBin
from exports.evaluation.rates import share
from exports.evaluation.reliability import equal_width

BINS = equal_width([(0.55, True), (0.55, False), (0.91, True), (0.95, True)])
CUTS = [
    Cut(confidence=0.9, accuracy=share(9, 10), coverage=share(4, 20)),
    Cut(confidence=0.5, accuracy=share(12, 20), coverage=share(11, 20)),
]
LENGTHS = [LengthBin(low=0.0, high=0.1, longer_chosen=share(4, 9), longer_better=share(5, 9))]
DRAWN = {
    "reliability": lambda: plots.reliability({"calm": BINS, "noisy & <loud>": BINS}),
    "shares": lambda: plots.shares({"a-rule": {"calm": share(9, 10)}}, "By rule", "share right", aim=0.95),
    "coverage": lambda: plots.accuracy_by_coverage({"calm": CUTS}, {"calm": {"accepted": (0.3, 0.8)}}, aim=0.95),
    "lengths": lambda: plots.length_bias(LENGTHS),
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_plot_is_svg_that_a_strict_policy_lets_through(name: str) -> None:
    drawn = DRAWN[name]()
    root = ElementTree.fromstring(drawn)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("aria-label")
    for element in root.iter():
        assert element.get("style") is None
        assert not element.tag.endswith(("style", "script"))
    assert "currentColor" in drawn


@pytest.mark.parametrize("name", DRAWN)
def test_the_same_data_is_drawn_in_the_same_bytes(name: str) -> None:
    assert DRAWN[name]() == DRAWN[name]()


def test_words_stay_words() -> None:
    texts = [
        element.text for element in ElementTree.fromstring(DRAWN["shares"]()).iter() if element.tag.endswith("text")
    ]
    assert "a-rule  (10)" in texts
    assert "share right" in texts


def test_without_any_data_there_is_still_a_plot() -> None:
    empty = [
        plots.reliability({}),
        plots.shares({}, "t", "x"),
        plots.accuracy_by_coverage({}, {}),
        plots.length_bias([]),
    ]
    for drawn in empty:
        ElementTree.fromstring(drawn)
