"""What is style, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.preferences.substance import distance, plain
from tests.exports.preferences.build import accepted, candidate, clean, derived, retained, shown


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("total = 1\nreturn total + 1", "count = 1\nreturn count + 1", "python"),
        ("a, b = f()\nreturn a - b", "x, y = f()\nreturn x - y", "python"),
        ("for item in rows:\n    use(item)", "for row in rows:\n    use(row)", "python"),
        ("return a + b  # the sum", "# add\nreturn a + b", "python"),
        ("x = '#'\nreturn x", "y = '#'  # a mark\nreturn y", "python"),
        ("let n = 1; // one\nreturn n;", "let m = 1;\nreturn m;", "javascript"),
        ("/* why */ return a;", "return a;", "java"),
        ("result = f(a)\nreturn result", "return f(a)", "python"),
        ("const r = f(a);\nreturn r;", "return f(a);", "typescript"),
        ("if a:\n    r = 1\n    return r\nreturn 2", "if a:\n    return 1\nreturn 2", "python"),
        ("\n\nreturn a", "return a", "python"),
    ],
)
def test_style(one: str, other: str, language: str) -> None:
    assert plain(one, language) == plain(other, language)
    assert distance(one, other, language) == 0.0


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("return a < b", "return a <= b", "python"),
        ("return a", "return b", "python"),  # given by the prompt: not the text's own names
        ("self.a = 1", "self.b = 1", "python"),
        ("return xs.append(1)", "return xs.extend(1)", "python"),
        ("x = f()\ny = g()\nreturn x", "x = f()\ny = g()\nreturn y", "python"),
        ("x = 1\nif a:\n    return x", "x = 1\nif a:\n    return 1", "python"),
        ("return a // b", "return a", "python"),  # a comment elsewhere, a division here
        ("return '# a'", "return '# b'", "python"),
        ("f(key=1)", "f(other=1)", "python"),
        ("if a:\n    b()\n    c()", "if a:\n    b()\nc()", "python"),
        ("r = f(a)\nif b:\n    return r", "if b:\n    return f(a)", "python"),
    ],
)
def test_substance(one: str, other: str, language: str) -> None:
    assert distance(one, other, language) > 0.0


def test_without_a_language_nothing_is_a_comment() -> None:
    assert plain("a // b", "") != plain("a", "")
    assert plain("a # b", "") != plain("a", "")


def test_the_share_of_tokens_that_differ() -> None:
    """Of `return a < b` one token in four."""
    assert distance("return a < b", "return a > b", "python") == 0.25


@given(st.text(max_size=80), st.sampled_from(["", "python", "go", "sql"]))
def test_any_text_can_be_read(text: str, language: str) -> None:
    assert plain(text, language) == plain(text, language)
    assert distance(text, text, language) == 0.0


def test_a_pair_of_two_styles_is_none() -> None:
    kept = candidate("x", "    total = a + b\n    return total", shown(), accepted(), retained(300, 1.0))
    other = candidate("y", "    # add them\n    found = a + b\n    return found", shown())
    result = derived([clean(kept, other)])
    assert [draft.kind for draft in result.drafts if draft.kind == "pair"] == []
    assert result.reasons == {"style_only": 1}
