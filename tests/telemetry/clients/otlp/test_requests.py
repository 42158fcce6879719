"""Bodies to records: both encodings, tolerant of what real exporters write."""

import json
import time
from typing import Any

import pytest

from telemetry.clients.otlp.mapping import map_records
from telemetry.clients.otlp.naming import client_of, service_client
from telemetry.clients.otlp.people import developer_of
from telemetry.clients.otlp.records import LogRecord, record_id
from telemetry.clients.otlp.requests import read_request
from telemetry.clients.otlp.times import Times, at_us, sequence
from telemetry.clients.otlp.wire_size import count_records
from tests.telemetry.clients.otlp.requests import (
    CODEX_PROTOBUF,
    JSON,
    NANOSECONDS,
    PROTOBUF,
    RECEIVED_US,
    capture,
    pairs,
    protobuf,
    record,
    request,
)

AT_US = NANOSECONDS // 1000


def read(
    *records: Any, service: str = "some-service", scope: str = "s", received_us: int = RECEIVED_US
) -> list[LogRecord]:
    body = json.dumps(request(*records, service=service, scope=scope)).encode()
    return read_request(body, JSON, received_us).records


def test_a_record_as_the_mappers_see_it() -> None:
    said = {
        "text": "a",
        "yes": True,
        "count": 2**53 + 1,
        "share": 0.5,
        "list": ["a", 1],
        "map": {"a": [True]},
        "no": None,
    }
    ids = {"traceId": "64F748EF00547DD7129A2EEC585EEE95", "spanId": "9c70fde68f274e60"}
    document = request(record("x.y", said, observedTimeUnixNano="1795215704999000000", **ids), scope="my.scope")
    expected = LogRecord(
        index=0,
        name="x.y",
        at_us=AT_US,
        sequence=999_000_000 - 761_000_000,
        attributes={"event.name": "x.y", **said, "map": {"a": [True]}},
        resource={"service.name": "codex_exec", "service.version": "1.0"},
        scope="my.scope",
        body=None,
        trace_id="64f748ef00547dd7129a2eec585eee95",
        span_id="9c70fde68f274e60",
    )
    for body, content_type in [(json.dumps(document).encode(), JSON), (protobuf(document), PROTOBUF)]:
        (found,) = read_request(body, content_type, RECEIVED_US).records
        assert found.digest
        assert {name: getattr(found, name) for name in found.__struct_fields__ if name != "digest"} == {
            name: getattr(expected, name) for name in expected.__struct_fields__ if name != "digest"
        }


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ({"intValue": "7361"}, 7361),
        ({"intValue": 7361}, 7361),
        ({"intValue": 27.0}, 27),
        ({"intValue": 2**63}, None),
        ({"intValue": "9" * 5000}, None),
        ({"intValue": True}, None),
        ({"doubleValue": 1}, 1.0),
        ({"doubleValue": "0.5"}, 0.5),
        ({"doubleValue": "NaN"}, None),
        ({"doubleValue": "Infinity"}, None),
        ({"doubleValue": None}, None),
        ({"stringValue": 5}, None),
        ({"boolValue": "true"}, None),
        ({"bytesValue": "aGk="}, "aGk="),
        ({"arrayValue": {}}, []),
        ({"arrayValue": {"values": [{"stringValue": "a"}, {}]}}, ["a", None]),
        ({"arrayValue": None}, None),
        ({"kvlistValue": {"values": [{"key": "a", "value": {"intValue": 1}}, {"key": 3}, 7]}}, {"a": 1}),
        ({"newValue": 1}, None),
        ({}, None),
        (None, None),
        ("text", None),
    ],
)
def test_values_as_exporters_write_them(written: Any, plain: Any) -> None:
    (found,) = read({"attributes": [{"key": "a", "value": written}], "body": written})
    assert found.attributes.get("a") == plain
    assert found.body == plain


def test_values_nested_beyond_reason_are_left_out() -> None:
    deep: dict[str, Any] = {"stringValue": "a"}
    for _ in range(60):
        deep = {"arrayValue": {"values": [deep]}}
    (found,) = read({"attributes": [{"key": "deep", "value": deep}]})
    assert "a" not in json.dumps(found.attributes["deep"])


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"attributes": None, "body": None, "timeUnixNano": None},
        {"attributes": {"key": "a"}, "timeUnixNano": {}, "observedTimeUnixNano": [], "eventName": 5, "traceId": 7},
        {"attributes": [None, 3, {"value": {}}, {"key": ["a"]}], "severityNumber": "INFO", "unknown": {"x": 1}},
    ],
)
def test_records_of_the_wrong_types_are_still_records(odd: dict[str, Any]) -> None:
    (found,) = read(odd)
    assert (found.name, found.attributes, found.at_us, found.sequence) == ("", {}, RECEIVED_US, 0)


def test_a_lone_surrogate_spoils_nothing() -> None:
    body = json.dumps(request(record("x.y", {"text": "a\ud800b"}))).encode()
    (found,) = read_request(body, JSON, RECEIVED_US).records
    assert found.attributes["text"] == "a\ufffdb"


# Names


@pytest.mark.parametrize(
    ("service", "attribute", "field", "body", "name"),
    [
        (
            "codex_exec",
            "codex.user_prompt",
            "event otel/src/events/session_telemetry.rs:1225",
            None,
            "codex.user_prompt",
        ),
        ("codex_exec", None, "event otel/src/events/session_telemetry.rs:1225", None, ""),
        ("any", None, "codex.user_prompt", None, "codex.user_prompt"),
        ("any", None, "my.event", "claude_code.tool_decision", "my.event"),
        ("claude-code", "tool_decision", "", "claude_code.tool_decision", "claude_code.tool_decision"),
        ("claude-code", None, "", "claude_code.tool_decision", "claude_code.tool_decision"),
        ("claude-code", None, "tool_decision", None, "claude_code.tool_decision"),
        ("claude-code", "gen_ai.evaluation.result", "", None, "gen_ai.evaluation.result"),
        ("any", "tool_decision", "", None, "tool_decision"),
        ("gemini-cli", None, "", "Tool call: run_shell_command. Success: true.", ""),
        ("any", None, "", "my secret", ""),
        ("any", None, "", "secret", ""),
    ],
)
def test_the_name_of_an_event(
    service: str, attribute: str | None, field: str | None, body: str | None, name: str
) -> None:
    fields: dict[str, Any] = {"eventName": field} if field is not None else {}
    (found,) = read(record(attribute, body={"stringValue": body} if body else None, **fields), service=service)
    assert found.name == name


def test_a_bare_name_is_known_by_its_scope_where_the_service_was_renamed() -> None:
    (found,) = read(record("tool_decision"), service="our-team", scope="com.anthropic.claude_code.events")
    assert found.name == "claude_code.tool_decision"


@pytest.mark.parametrize(
    ("name", "service", "scope", "client"),
    [
        ("codex.x", "codex_exec", "", "codex"),
        ("claude_code.x", "our-team", "", "claude-code"),
        ("gen_ai.evaluation.result", "gemini-cli", "", "gemini-cli"),
        ("gen_ai.evaluation.result", "promptfoo", "", "promptfoo"),
        ("x", "copilot-chat", "", "copilot-chat"),
        ("x", "Codex_CLI_RS", "", "codex"),
        ("x", "s" * 300, "", "s" * 100),
        ("x", "", "", "otlp"),
    ],
)
def test_the_client_of_a_record(name: str, service: str, scope: str, client: str) -> None:
    assert client_of(name, service, scope) == client


def test_any_other_service_is_none_of_the_known_clients() -> None:
    assert service_client("checkout", "io.opentelemetry.http") == ""
    assert service_client("my-codex-proxy", "github.com/me/codex-proxy") == ""


# Times


@pytest.mark.parametrize(
    ("times", "timestamp", "expected"),
    [
        (Times(NANOSECONDS, 0), "2026-11-20T23:00:00Z", AT_US),
        (Times(0, NANOSECONDS), "2026-11-20T23:01:44.761Z", 1_795_215_704_761_000),
        (Times(0, NANOSECONDS), None, AT_US),
        (Times(0, NANOSECONDS), "yesterday", AT_US),
        (Times(0, NANOSECONDS), 5, AT_US),
        (Times(5, NANOSECONDS), None, AT_US),  # a clock never set
        (Times(2**64 - 1, NANOSECONDS), None, AT_US),
        (Times(NANOSECONDS + 10**18, NANOSECONDS), None, AT_US),
        (Times(0, 0), None, RECEIVED_US),
        (Times(0, 0), "2026-11-20T23:01:44.761", 1_795_215_704_761_000),
        (Times(0, 0), "9999-12-31T23:59:59+00:00", RECEIVED_US),
        (Times(0, 0), "0001-01-01T00:00:00+14:00", RECEIVED_US),
    ],
)
def test_the_best_of_the_times(times: Times, timestamp: Any, expected: int) -> None:
    assert at_us(times, {"event.timestamp": timestamp}, RECEIVED_US) == expected


def test_codex_is_timed_by_its_attribute_first() -> None:
    said = {"event.timestamp": "2026-11-20T23:00:00Z"}
    own, other = read(record("codex.x", said), record("x", said))
    assert (own.at_us, other.at_us) == (1_795_215_600_000_000, AT_US)


@pytest.mark.parametrize(
    ("said", "times", "expected"),
    [
        (7361, Times(NANOSECONDS, 0), 7361),
        ("7361", Times(NANOSECONDS, 0), 7361),
        (True, Times(NANOSECONDS, 0), 875_809),
        (-1, Times(NANOSECONDS, 0), 875_809),
        (2**60, Times(NANOSECONDS, 0), 875_809),
        ("9" * 5000, Times(NANOSECONDS, 0), 875_809),
        (None, Times(NANOSECONDS, NANOSECONDS + 100), 875_909),
        (None, Times(0, NANOSECONDS), 875_809),
        (None, Times(NANOSECONDS, NANOSECONDS - 10**9), 875_809),  # observed before it happened: another clock
        (None, Times(0, 0), 0),
    ],
)
def test_the_order_within_a_millisecond(said: Any, times: Times, expected: int) -> None:
    assert sequence(times, {"event.sequence": said}, AT_US) == expected


# Identity


def test_a_record_is_known_again_by_what_it_says_and_not_by_its_arrival() -> None:
    def identity(**fields: Any) -> str:
        (found,) = read(record("x.y", {"a": 1}, **fields))
        return record_id("c", found)

    (early,) = read({"attributes": []}, received_us=1_700_000_000_000_000)
    (late,) = read({"attributes": []}, received_us=1_800_000_000_000_000)
    assert early.at_us != late.at_us
    assert record_id("c", early) == record_id("c", late)
    assert identity() == identity() == identity(timeUnixNano=NANOSECONDS)
    assert (
        len({identity(), identity(timeUnixNano="1"), identity(spanId="00"), identity(body={"stringValue": "b"})}) == 4
    )


@pytest.mark.parametrize(
    ("attributes", "resource", "developer"),
    [
        ({}, {}, ""),
        ({"user.id": "hash", "user.email": "jane@example.org"}, {}, "jane@example.org"),
        ({"user.email": "jane@example.org"}, {"enduser.id": "jane"}, "jane"),
        ({"user.account_id": "a", "user.account_uuid": "u"}, {}, "u"),
        ({"installation.id": "i", "user.id": "hash"}, {}, "hash"),
        ({"installation.id": "i"}, {"user.id": ""}, "i"),
        ({"user.email": 5, "user.id": "hash"}, {}, "hash"),
    ],
)
def test_the_person_a_record_is_about(attributes: Any, resource: Any, developer: str) -> None:
    found = LogRecord(index=0, name="x", at_us=0, sequence=0, attributes=attributes, resource=resource)
    assert developer_of(found) == developer


def test_a_name_too_long_for_an_id_still_tells_people_apart() -> None:
    def named(name: str) -> str:
        return developer_of(LogRecord(index=0, name="", at_us=0, sequence=0, attributes={"user.id": name}, resource={}))

    assert len({named("a" * 300), named("a" * 301), named("a\0")}) == 3
    assert all(len(named(name)) == 64 for name in ("a" * 300, "a\0"))


# Size


def test_records_are_counted_without_decoding_them() -> None:
    assert count_records(capture(CODEX_PROTOBUF), 100) == 19
    assert count_records(capture(CODEX_PROTOBUF), 5) == 6
    assert count_records(protobuf(request(*[record("a.b")] * 300)), 1000) == 300
    assert count_records(b"", 5) == 0


def test_ten_thousand_records_are_read_fast() -> None:
    body = json.dumps(
        request(*[record("codex.sse_event", {f"attribute.{n}": "a" for n in range(10)})] * 10_000)
    ).encode()
    began = time.perf_counter()
    assert len(read_request(body, JSON, RECEIVED_US).records) == 10_000
    assert time.perf_counter() - began < 5  # a tenth of it on an idle machine


@pytest.mark.parametrize("content_type", [JSON, PROTOBUF])
@pytest.mark.parametrize("records", [[], [record("codex.user_prompt", {"conversation.id": "c"})]])
def test_a_large_resource_is_not_read_for_each_scope_and_record(records: list[Any], content_type: str) -> None:
    document = request(service="x" * 3_000_000, version="9" * 3_000_000)
    document["resourceLogs"][0]["resource"]["attributes"] += pairs({"user.id": "u" * 3_000_000})
    document["resourceLogs"][0]["scopeLogs"] = [{"scope": {"name": "s"}, "logRecords": records}] * 2_000
    body = protobuf(document) if content_type == PROTOBUF else json.dumps(document).encode()
    began = time.perf_counter()
    map_records(read_request(body, content_type, RECEIVED_US).records, [], lambda sessions: [])
    assert time.perf_counter() - began < 2  # a tenth of it on an idle machine; ten seconds where it is read each time


def test_json_in_a_text_that_is_just_too_deep_to_be_written_again_spoils_nothing() -> None:
    for depth in range(700, 1000):
        part = '{"type": "tool_call", "name": "x", "arguments": ' + "[" * depth + "]" * depth + "}"
        told = {"gen_ai.response.id": "r", "gen_ai.output.messages": f'[{{"role": "a", "parts": [{part}]}}]'}
        (batch,) = map_records(read(record("gen_ai.client.inference.operation.details", told)), [], lambda sessions: [])
        assert batch.mapped.events or batch.mapped.unmapped
