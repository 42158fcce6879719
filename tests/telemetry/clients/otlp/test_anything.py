"""Whatever is sent, the answer is one of the few an exporter knows, and no mapper fails in a way nobody counts."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from telemetry.clients.mapping import Unmappable
from telemetry.clients.otlp.mappers.mapper import Context
from telemetry.clients.otlp.mappers.registry import MAPPERS, mapper_of
from telemetry.clients.otlp.mapping import map_records, turns_of
from telemetry.clients.otlp.records import LogRecord
from telemetry.clients.otlp.requests import read_request
from telemetry.ingest.errors import MalformedBatch, RejectedEvent
from telemetry.ingest.wire.check import check, parse
from tests.telemetry.clients.otlp.requests import JSON, PROTOBUF, RECEIVED_US, pairs, protobuf, record, request

NAMES = [
    "codex.user_prompt",
    "codex.tool_decision",
    "codex.tool_result",
    "gen_ai.client.inference.operation.details",
    "gen_ai.evaluation.result",
]
KEYS = [
    "conversation.id", "prompt", "call_id", "tool_name", "decision", "source", "arguments", "output", "success",
    "duration_ms", "originator", "user.email", "gen_ai.input.messages", "gen_ai.output.messages",
    "gen_ai.system_instructions", "gen_ai.response.id", "gen_ai.conversation.id", "gen_ai.request.temperature",
    "gen_ai.response.model", "gen_ai.evaluation.score.value", "gen_ai.evaluation.score.label",
    "gen_ai.evaluation.explanation", "gen_ai.evaluation.name", "event.timestamp", "event.sequence",
]  # fmt: skip
# What passes for right often enough that the code behind the first checks is reached.
LIKELY = st.sampled_from(
    [
        "c-1", "approved", "denied", "User", "true", "24", "pass", 0.5, 1, True, '{"cmd": "pytest -q"}',
        "Process exited with code 3\nOutput:\n", "Exit code: 0\nOutput:\n", '[{"role":"user","parts":[]}]',
        [{"role": "assistant", "parts": [{"type": "text", "content": "a"}]}], "\0", "x" * 300,
    ]
)  # fmt: skip
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8
)
ATTRIBUTES = st.dictionaries(st.sampled_from(KEYS), LIKELY | ANYTHING, max_size=len(KEYS))
unhurried = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def readable(body: bytes, content_type: str) -> list[LogRecord] | None:
    """The records of a request, or None where it gets the one code there is for what is none."""
    try:
        return read_request(body, content_type, RECEIVED_US).records
    except MalformedBatch as error:
        failure = error
    assert (failure.status, failure.code) == (400, "malformed_body")
    return None


def refusal(document: Any) -> RejectedEvent | None:
    try:
        check(parse(json.dumps(document).encode()))
    except RejectedEvent as error:
        return error
    return None


@unhurried
@given(st.binary(max_size=300) | st.binary(max_size=60).map(lambda raw: b"\x0a" + bytes([len(raw)]) + raw))
def test_any_bytes_are_a_request_or_a_coded_error(body: bytes) -> None:
    for content_type in (PROTOBUF, JSON):
        if records := readable(body, content_type):
            map_records(records, turns_of(records), lambda sessions: [])


@unhurried
@given(st.data())
def test_a_broken_protobuf_request_is_too(data: st.DataObject) -> None:
    body = bytearray(protobuf(request(record("codex.user_prompt", {"conversation.id": "c", "prompt": "a"}))))
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    if records := readable(bytes(body), PROTOBUF):
        map_records(records, turns_of(records), lambda sessions: [])


@unhurried
@given(
    st.fixed_dictionaries(
        {"resourceLogs": ANYTHING | st.lists(st.fixed_dictionaries({"resource": ANYTHING, "scopeLogs": ANYTHING}))}
    )
    | ANYTHING
)
def test_any_json_is_a_request_or_a_coded_error(document: Any) -> None:
    if records := readable(json.dumps(document).encode(), JSON):
        map_records(records, turns_of(records), lambda sessions: [])


@unhurried
@given(st.dictionaries(st.sampled_from(["attributes", "body", "timeUnixNano", "eventName", "traceId"]), ANYTHING))
def test_any_record_is_read(odd: dict[str, Any]) -> None:
    body = json.dumps(request(odd, record("codex.sse_event"))).encode()
    found = read_request(body, JSON, RECEIVED_US)
    assert [one.index for one in found.records] == [0, 1]
    map_records(found.records, turns_of(found.records), lambda sessions: [])


@unhurried
@given(st.sampled_from(NAMES), ATTRIBUTES)
def test_every_event_is_acceptable_or_knowingly_not(name: str, attributes: dict[str, Any]) -> None:
    one = LogRecord(index=0, name=name, at_us=RECEIVED_US, sequence=0, attributes=attributes, resource={})
    mapper = mapper_of(one)
    assert mapper is not None
    mapper.turns([one])
    try:
        documents = mapper.events(one, Context(lambda session, at_us: ""))
    except Unmappable:
        return
    assert documents
    for document in documents:
        uuid.UUID(document["event_id"])
        if error := refusal(document):
            assert error.code in {"invalid_field", "too_deep"}
            assert error.field in {"data.tool", "data.model", ""}


def test_these_are_all_the_mappers_told_of_here() -> None:
    assert {"codex.", "gen_ai."} <= set(MAPPERS)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(NAMES), ATTRIBUTES), max_size=4))
def test_any_records_through_http_succeed(
    export: Callable[..., HttpResponse], said: list[tuple[str, dict[str, Any]]]
) -> None:
    records = [record(name, attributes=None) | {"attributes": pairs({"event.name": name} | one)} for name, one in said]
    assert export(request(*records)).status_code == 200
