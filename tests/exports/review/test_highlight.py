import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.review.diff import split_lines
from exports.review.highlight import block, highlighted, markup


def test_keywords_get_their_class_and_text_is_escaped() -> None:
    (line,) = highlighted("return a < b", "python")
    html = markup(line)
    assert '<span class="k">return</span>' in html
    assert "&lt;" in html


def test_a_changed_range_may_begin_and_end_within_tokens() -> None:
    assert markup([("k", "return"), ("", " x")], ((3, 7),)) == (
        '<span class="k">ret</span><mark><span class="k">urn</span></mark><mark> </mark>x'
    )


@pytest.mark.parametrize("language", ["python", "typescriptreact", "rust", "html", "no such language", "", "\x00"])
def test_markup_in_code_stays_text(language: str) -> None:
    assert "<script" not in block("<script>alert(1)</script>\n", language)


@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.sampled_from(["python", "javascript", "c", "yaml", ""]),
)
def test_highlighting_never_changes_the_text(text: str, language: str) -> None:
    html = block(text, language)
    assert unescape(re.sub(r"</?span[^>]*>", "", html)).split("\n") == (split_lines(text) or [""])
