"""Cutting bottomless nesting keeps everything else as it is."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.ingest.nesting import KEPT_DEPTH, cut_nesting

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=30,
)


@given(json_values)
def test_what_is_not_too_deep_stays_byte_for_byte(value: Any) -> None:
    body = json.dumps(value).encode()
    assert cut_nesting(body) == body


@given(json_values, json_values, st.integers(1, 400))
def test_what_lies_beside_too_deep_stays(before: Any, after: Any, extra: int) -> None:
    deep = "[1, " * (KEPT_DEPTH + extra) + '"]"' + "]" * (KEPT_DEPTH + extra)
    cut = json.loads(cut_nesting(f"[{json.dumps(before)}, {deep}, {json.dumps(after)}]".encode()))
    assert (cut[0], cut[2]) == (before, after)
    assert json.dumps(cut[1]) == "[1, " * (KEPT_DEPTH - 1) + "0" + "]" * (KEPT_DEPTH - 1)


@pytest.mark.parametrize(
    ("body", "cut"),
    [
        (b"[" * 500, b"[" * KEPT_DEPTH + b"0"),
        (b"]" * 500, b"]" * 500),
        (b"[" * 200 + b'"' + b"]" * 200, b"[" * KEPT_DEPTH + b"0"),
        (b'"' + b'\\"' * 100_000, b'"' + b'\\"' * 100_000),
    ],
)
def test_what_is_not_json_does_not_become_json(body: bytes, cut: bytes) -> None:
    assert cut_nesting(body) == cut
