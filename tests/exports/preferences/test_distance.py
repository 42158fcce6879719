import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.preferences.distance import comparable, containment, edit_distance, norm

LONGEST = 50_000


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("f(a, b)", "f( a,b )"),
        ("f(a,\n  b)", "f(a, b)"),
        ("f(\n    a,\n    b,\n)", "f(a, b)"),
        ("x = 'a'", 'x = "a"'),
        ("x = 1;\ny = 2;", "x = 1\ny = 2"),
        ("if a:\n  b\nc", "if a:\n    b\nc"),
        ("a\r\nb", "a\nb"),
        ("x=1  ", "x = 1"),
    ],
)
def test_formatting_makes_no_difference(one: str, other: str) -> None:
    assert norm(one) == norm(other)
    assert edit_distance(one, other, LONGEST) == 0.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("if a:\n  b\nc", "if a:\n  b\n  c"),  # indentation is meaning
        ("x = 'a b'", "x = 'ab'"),
        ("return a", "returna"),
        ("a\nb", "a b"),
        ("x = (1,)", "x = (1)"),
    ],
)
def test_meaning_makes_a_difference(one: str, other: str) -> None:
    assert norm(one) != norm(other)


@given(st.text(max_size=60))
def test_norm_is_stable(text: str) -> None:
    assert norm(text) == norm(text)
    assert edit_distance(text, text, LONGEST) == 0.0


@pytest.mark.parametrize(
    ("text", "file", "share"),
    [
        ("abcdef", "xx abcdef yy", 1.0),
        ("abcdef", "abcdxx", 1 / 3),
        ("abcdef", "", 0.0),
        ("", "abc", 0.0),
        ("ab", "xaby", 1.0),
        ("a  b\n c", "a b c", 1.0),
    ],
)
def test_containment_is_the_share_of_the_texts_own_grams(text: str, file: str, share: float) -> None:
    assert containment(text, file) == pytest.approx(share)


def test_a_small_snippet_in_a_large_file_is_contained() -> None:
    assert containment("return a + b", "x = 1\n" * 10_000 + "return a + b") == 1.0


def test_lengths_are_comparable_up_to_twice() -> None:
    assert comparable("ab", "abcd", 2.0)
    assert not comparable("ab", "abcde", 2.0)
    assert not comparable("", "", 2.0)


def test_very_long_texts_have_no_distance() -> None:
    assert edit_distance("a" * 50_001, "b", LONGEST) is None
