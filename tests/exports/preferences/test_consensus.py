from time import process_time

import pytest

from exports.contracts import Draft
from exports.preferences.consensus import likeness
from exports.preferences.facts import Group
from tests.exports.preferences.build import candidate, clean, dismissed, group, retained

LESS, MORE, OTHER = "return a < b", "return a > b", "raise E(a, b)"


def of(*texts: str) -> Group:
    return group(*(clean(candidate("x", text), name=f"i{place}") for place, text in enumerate(texts)))


def pair(chosen: str, rejected: str) -> Draft:
    return Draft(kind="pair", rule="rated", rule_version=1, confidence=0.5, chosen=chosen, rejected=rejected)


def test_a_third_answer_like_the_chosen_one_speaks_for_it() -> None:
    """The other answer is LESS again: 1 like LESS, and 3 of 4 tokens like MORE."""
    assert likeness(pair(LESS, MORE), of(LESS, MORE, LESS)) == {"substance": 0.25, "consensus": pytest.approx(0.25)}
    assert likeness(pair(MORE, LESS), of(LESS, MORE, LESS))["consensus"] == pytest.approx(-0.25)


def test_without_another_answer_there_is_no_consensus() -> None:
    assert likeness(pair(LESS, MORE), of(LESS, MORE))["consensus"] is None


def test_a_single_text_is_compared_with_every_other() -> None:
    label = Draft(kind="unpaired", rule="rated", rule_version=1, confidence=0.5, completion=LESS, label=True)
    assert likeness(label, of(LESS, LESS, MORE))["consensus"] == pytest.approx((1 + 0.75) / 2)


def test_what_people_wrote_instead_is_an_answer_too() -> None:
    """LESS was written: 3 of 4 tokens like MORE, and 2 of the 7 of OTHER."""
    seen = group(clean(candidate("x", MORE, dismissed(), retained(30, text=LESS)), candidate("y", OTHER)))
    assert likeness(pair(MORE, OTHER), seen)["consensus"] == pytest.approx(3 / 4 - 2 / 7)


def test_texts_too_long_to_compare_in_time_tell_nothing() -> None:
    """A megabyte against a megabyte would take minutes, for every record of the prompt."""
    long = [f"{place} = f({place})\n" * 60_000 for place in "abc"]
    label = Draft(kind="unpaired", rule="rated", rule_version=1, confidence=0.5, completion=LESS, label=True)
    before = process_time()
    assert likeness(pair(long[0], long[1]), of(*long)) == {}
    assert likeness(label, of(LESS, MORE, *long))["consensus"] == pytest.approx(0.75)
    assert process_time() - before < 5
