import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.review.diff import MAX_LINES, Line, Row, compare, split_lines, unified


def test_a_changed_word_is_marked_on_both_sides() -> None:
    assert compare("return max(rows)\n", "return sum(rows)\n").rows == [
        Row(False, Line(1, "return max(rows)", ((7, 10),)), Line(1, "return sum(rows)", ((7, 10),)))
    ]


def test_lines_that_have_little_in_common_are_not_marked_by_words() -> None:
    (row,) = compare("alpha(1)", "while True: beta += gamma").rows
    assert row.old == Line(1, "alpha(1)")
    assert row.new == Line(1, "while True: beta += gamma")


def test_an_added_line_stands_alone_on_the_right() -> None:
    rows = compare("a\nc\n", "a\nb\nc\n").rows
    assert rows == [
        Row(True, Line(1, "a"), Line(1, "a")),
        Row(False, None, Line(2, "b")),
        Row(True, Line(2, "c"), Line(3, "c")),
    ]


def test_equal_lines_far_from_a_change_are_folded() -> None:
    old = "".join(f"line {n}\n" for n in range(1, 21))
    rows = compare(old, old + "more\n", context=4).rows
    assert rows[0] == Row(True, None, None, folded=16)
    assert [row.old.number for row in rows[1:5] if row.old] == [17, 18, 19, 20]
    assert rows[5] == Row(False, None, Line(21, "more"))


def test_unified_order_puts_what_goes_before_what_comes() -> None:
    rows = compare("a\nb\nx\n", "c\nd\nx\n").rows
    assert [(sign, (row.old if sign == "-" else row.new)) for sign, row in unified(rows)] == [
        ("-", Line(1, "a")),
        ("-", Line(2, "b")),
        ("+", Line(1, "c")),
        ("+", Line(2, "d")),
        (" ", Line(3, "x")),
    ]


@pytest.mark.timeout(20)
def test_hundreds_of_equal_lines_are_compared_and_not_hung_on() -> None:
    """The input that takes the standard library's differ seconds."""
    old = "".join(f"    x = compute(x, {n % 3})\n" for n in range(800))
    new = "".join(f"    x = compute(x, {(n + 1) % 3})\n" for n in range(800))
    result = compare(old, new, context=None)
    assert result.compared
    assert "".join(f"{row.new.text}\n" for row in result.rows if row.new) == new


def test_texts_beyond_the_cap_stand_side_by_side() -> None:
    text = "same\n" * (MAX_LINES + 1)
    result = compare(text, "other\n")
    assert not result.compared
    assert result.cut
    assert len(result.rows) == MAX_LINES
    assert result.rows[0] == Row(False, Line(1, "same"), Line(1, "other"))


def test_only_line_feeds_end_lines() -> None:
    assert split_lines("a\r\nb\rc\x0cd\u2028e\n") == ["a", "b", "c\x0cd\u2028e"]


_code = st.lists(st.sampled_from(["a", "b b", "  c(d)", ""]), max_size=12).map("\n".join)


@given(_code, _code)
def test_both_texts_can_be_read_back_from_the_rows(old: str, new: str) -> None:
    rows = compare(old, new, context=None).rows
    assert [row.old.text for row in rows if row.old] == split_lines(old)
    assert [row.new.text for row in rows if row.new] == split_lines(new)
    assert all(row.old.text == row.new.text for row in rows if row.equal and row.old and row.new)
