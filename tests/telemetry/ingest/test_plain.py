"""The fast way gives what the careful way gives, or steps aside."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.ingest.bodies import read_body
from telemetry.ingest.limits import MAX_DEPTH, MAX_EVENT_BYTES, MAX_EVENTS
from telemetry.ingest.plain import WORTH_BYTES, read_plain
from telemetry.ingest.screening import Read, Reader
from tests.telemetry.ingest.conftest import Event, make_event

KEY = b"k" * 32
FILLER = make_event(data={"position": 0, "note": "x" * WORTH_BYTES})


def body_of(*events: Any, **envelope: Any) -> bytes:
    return json.dumps({"events": [FILLER, *events], **envelope}).encode()


def fast(body: bytes) -> list[Read] | None:
    plain = read_plain(body, "application/json")
    return None if plain is None else Reader(KEY).read_plain(plain.events)


def careful(body: bytes) -> list[Read]:
    return Reader(KEY).read_all(read_body(body, "application/json").events)


NESTED: dict[str, Any] = {}
_inner = NESTED
for _ in range(MAX_DEPTH):
    _inner["deeper"] = _inner = {}

BAD: dict[str, Any] = {
    "not an object": 7,
    "unknown type": make_event(type="candidate.eaten"),
    "missing field": make_event(candidate_id=None),
    "wrong type": make_event(data={"position": "first"}),
    "a null": {**make_event(), "session_id": None},
    "no zone": make_event(occurred_at="2026-01-05T10:00:00"),
    "before 1970": make_event(occurred_at="1969-12-31T23:59:59Z"),
    "a NUL": make_event(data={"note": "a\0b"}),
    "a lone surrogate": make_event(data={"note": "a\ud800b"}),
    "too deep": make_event(data=NESTED),
    "an empty rating": make_event(type="candidate.rated", data={}),
    "a pick of nothing": make_event(type="candidates.compared", data={"outcome": "picked"}),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_one_event_out_of_the_ordinary_sends_the_batch_the_careful_way(bad: Any) -> None:
    assert fast(body_of(bad)) is None
    assert len(careful(body_of(bad))) == 2


def test_a_plain_batch_is_read_alike() -> None:
    events = [
        make_event(event_id=f"00000000-0000-4000-8000-{number:012}", developer_id=f"d{number % 3}")
        for number in range(9)
    ]
    body = body_of(*events, make_event(developer_id=None, developer="forged"))
    reads = fast(body)
    assert reads == careful(body)
    assert reads is not None
    assert "jane@example.org" not in str(reads)
    assert reads[-1].developer == ""
    assert "developer" not in (reads[-1].document or {})


def test_the_envelope_is_read() -> None:
    plain = read_plain(body_of(sent_at="2026-01-05T10:00:00+02:00", client={"name": "p", "version": "1"}), "")
    assert plain is not None
    assert plain.sent_at is not None
    assert plain.sent_at.isoformat() == "2026-01-05T10:00:00+02:00"
    assert (plain.client.name, plain.client.version) == ("p", "1")


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(make_event()).encode(),
        b"{" + b" " * WORTH_BYTES + b"}",
        b"[" * (2 * WORTH_BYTES),
        body_of(sent_at="yesterday"),
        body_of(client="me"),
        json.dumps([make_event(data={"note": "x" * MAX_EVENT_BYTES})]).encode(),
        json.dumps([{}] * (MAX_EVENTS + 1)).encode().ljust(WORTH_BYTES + 1),
    ],
    ids=["small", "no events", "torn", "bad sent_at", "bad client", "large", "too many"],
)
def test_bodies_that_need_care_are_left_to_it(body: bytes) -> None:
    assert read_plain(body, "application/json") is None


def test_other_content_types_are_left_alone() -> None:
    assert read_plain(body_of(), "application/x-ndjson") is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["type", "occurred_at", "session_id", "developer_id", "actor", "data", "candidate_id", "extra"]
)


@given(st.lists(st.dictionaries(FIELDS, JSON, max_size=2), max_size=3))
def test_whatever_the_events_hold_both_ways_agree(changes: list[Event]) -> None:
    body = msgspec.json.encode({"events": [FILLER, *({**make_event(), **change} for change in changes)]})
    reads = fast(body)
    if reads is None:
        assert any(read.error for read in careful(body)) or b"null" in body or b"\\u0000" in body
    else:
        assert reads == careful(body)
