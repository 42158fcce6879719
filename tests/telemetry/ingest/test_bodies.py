"""The four forms of a body carry the same events."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.ingest.bodies import Client, mend_surrogates, read_body
from telemetry.ingest.errors import MalformedBatch

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=20,
)
space = st.sampled_from(["", " ", "\t", "\r"])


def decoded(body: bytes, content_type: str = "application/json") -> list[Any]:
    return [msgspec.json.decode(event) for event in read_body(body, content_type).events]


@given(st.lists(json_values, max_size=6), space)
def test_array_object_and_lines_are_the_same(events: list[Any], gap: str) -> None:
    array = gap + json.dumps(events) + gap
    lines = "\n".join(gap + json.dumps(event) + gap for event in events)
    assert decoded(array.encode()) == events
    assert decoded(f'{gap}{{"client": null,{gap}"events": {array}}}'.encode()) == events
    assert decoded(lines.encode(), "application/x-ndjson") == events


@given(st.dictionaries(st.text(max_size=9).filter(lambda key: key != "events"), json_values, max_size=4))
def test_one_bare_event_is_itself(fields: dict[str, Any]) -> None:
    event = {"event_id": "x"} | fields | {"type": "y"}
    for key in ("sent_at", "client"):
        event.pop(key, None)
    assert decoded(json.dumps(event).encode()) == [event]


@given(st.binary(max_size=60) | st.text(alphabet='[]{}",:\\ud8e0123 \n', max_size=60).map(str.encode))
@pytest.mark.parametrize("content_type", ["application/json", "application/x-ndjson"])
def test_any_bytes_are_read_or_refused(content_type: str, body: bytes) -> None:
    try:
        events = read_body(body, content_type).events
    except MalformedBatch as error:
        assert error.status == 400  # noqa: PT017
    else:
        assert all(bytes(event).strip() for event in events)


@given(st.binary(max_size=40))
def test_a_line_that_is_not_json_leaves_the_others(junk: bytes) -> None:
    lines = [b'{"a": 1}', junk.replace(b"\n", b" "), b'{"b": 2}']
    events = read_body(b"\n".join(lines), "application/x-ndjson").events
    assert (bytes(events[0]), bytes(events[-1])) == (lines[0], lines[2])


@given(st.text(st.characters(exclude_categories=()), max_size=12))
def test_surrogates_without_partner_become_the_replacement_character(text: str) -> None:
    body = json.dumps([text]).encode()
    assert decoded(body) == [text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")]


@given(st.text(st.sampled_from('\\ud8Dc0e3f"a'), max_size=30))
def test_mending_leaves_everything_else_alone(text: str) -> None:
    body = json.dumps(text, ensure_ascii=True).encode()
    assert mend_surrogates(body) == body


def test_what_the_body_says_of_itself() -> None:
    body = b'{"events": [], "sent_at": "2026-01-05T10:00:00+01:00", "client": {"name": "vim", "x": 1}}'
    read = read_body(body, "application/json")
    assert read.client == Client("vim", "")
    assert read.sent_at is not None
    assert read.sent_at.isoformat() == "2026-01-05T10:00:00+01:00"
