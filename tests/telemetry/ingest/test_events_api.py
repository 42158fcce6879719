"""POST /api/v1/events: forms, encodings, limits, results for each event."""

import gzip
import json
import uuid
import zlib
from collections.abc import Callable
from typing import Any

import pytest
import zstandard
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client

from telemetry.ingest import accept
from telemetry.models import Batch, QuarantinedEvent
from tests.telemetry.ingest.conftest import make_event, stored

Post = Callable[..., HttpResponse]
ONE = make_event(event_id="00000000-0000-4000-8000-000000000001")


def counts(response: HttpResponse) -> tuple[int, int, int]:
    assert response.status_code == 202, response.content
    receipt = json.loads(response.content)
    return receipt["accepted"], receipt["duplicates"], receipt["rejected"]


def code(response: HttpResponse) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, json.loads(response.content)["code"]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ({"events": [ONE], "sent_at": None, "client": {"name": "vim", "version": "9"}}, "application/json"),
        ([ONE], "application/json; charset=utf-8"),
        (ONE, "application/json"),
        (json.dumps(ONE).encode() + b"\r\n\n", "application/x-ndjson"),
    ],
)
def test_every_body_form_stores_the_event(post: Post, body: Any, content_type: str) -> None:
    assert counts(post(body, content_type=content_type)) == (1, 0, 0)
    assert [event["event_id"] for event in stored()] == [ONE["event_id"]]


def _raw_deflate(body: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(body) + compressor.flush()


@pytest.mark.parametrize(
    ("encoding", "compress"),
    [
        ("gzip", gzip.compress),
        ("gzip", lambda body: gzip.compress(body[:20], mtime=0) + gzip.compress(body[20:])),
        ("deflate", zlib.compress),
        ("deflate", _raw_deflate),
        ("zstd", zstandard.compress),
        ("identity", bytes),
        ("GZIP", gzip.compress),
    ],
)
def test_every_encoding_is_decoded(post: Post, encoding: str, compress: Callable[[bytes], bytes]) -> None:
    assert counts(post(compress(json.dumps([ONE]).encode()), content_encoding=encoding)) == (1, 0, 0)


def test_nothing_to_store_is_accepted(post: Post) -> None:
    assert counts(post({"events": []})) == (0, 0, 0)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
def test_a_bomb_is_too_large(post: Post, encoding: str) -> None:
    compressors: dict[str, Callable[[bytes], bytes]]
    compressors = {"gzip": gzip.compress, "deflate": zlib.compress, "zstd": zstandard.compress}
    response = post(compressors[encoding](b" " * (11 * 1024 * 1024)), content_encoding=encoding)
    assert code(response) == (413, "body_too_large")
    assert json.loads(response.content)["limit"] == 10 * 1024 * 1024


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b" " * (10 * 1024 * 1024 + 1), "body_too_large"),
        (b"[" + b"1," * 5000 + b"1]", "too_many_events"),
        (b'{"events":[' + b"{}," * 5000 + b"{}]}", "too_many_events"),
        (json.dumps([make_event(data={"note": "x" * 1024 * 1024})]).encode(), "event_too_large"),
    ],
)
def test_limits_answer_413_and_store_nothing(post: Post, body: bytes, expected: str) -> None:
    assert code(post(body)) == (413, expected)
    assert not Batch.objects.exists()


def test_too_many_lines(post: Post) -> None:
    assert code(post(b"{}\n" * 5001, content_type="application/x-ndjson")) == (413, "too_many_events")


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        (b"{", {}, (400, "malformed_body")),
        (b"", {}, (400, "malformed_body")),
        (b"3", {}, (400, "malformed_body")),
        (b"{}", {}, (400, "malformed_body")),
        (b'{"events": 3}', {}, (400, "malformed_body")),
        (b"[" * 100_000, {}, (400, "malformed_body")),
        (b'{"events": [], "sent_at": "2026-01-05T10:00:00"}', {}, (400, "invalid_sent_at")),
        (b'{"events": [], "sent_at": 3}', {}, (400, "invalid_sent_at")),
        (b'{"events": [], "client": "vim"}', {}, (400, "invalid_client")),
        (b'{"events": [], "client": {"name": "a\\u0000"}}', {}, (400, "invalid_client")),
        (b"[]", {"content_encoding": "gzip"}, (400, "bad_encoding")),
        (gzip.compress(b"[]", mtime=0)[:-4], {"content_encoding": "gzip"}, (400, "bad_encoding")),
        (b"[]", {"content_encoding": "zstd"}, (400, "bad_encoding")),
        (
            zstandard.compress(b"[" + b" " * 99 + b"]")[:-3],
            {"content_encoding": "zstd"},
            (400, "bad_encoding"),
        ),
        (b"[]", {"content_encoding": "deflate"}, (400, "bad_encoding")),
        (b"[]", {"content_encoding": "br"}, (415, "unsupported_encoding")),
        (b"[]", {"content_type": "text/plain"}, (415, "unsupported_content_type")),
    ],
)
def test_unreadable_bodies_store_nothing(post: Post, body: bytes, headers: Any, expected: tuple[int, str]) -> None:
    assert code(post(body, **headers)) == expected
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("changes", "expected", "field"),
    [
        ({"type": "candidate.eaten"}, "unknown_type", "type"),
        ({"type": None}, "missing_field", "type"),
        ({"type": 3}, "invalid_field", "type"),
        ({"event_id": "no-uuid"}, "invalid_field", "event_id"),
        ({"event_id": None}, "missing_field", "event_id"),
        ({"occurred_at": "2026-01-05T10:00:00"}, "invalid_field", "occurred_at"),
        ({"occurred_at": "yesterday"}, "invalid_field", "occurred_at"),
        ({"occurred_at": 1767607200}, "invalid_field", "occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "invalid_field", "occurred_at"),
        ({"occurred_at": "9999-12-31T23:59:59-14:00"}, "invalid_field", "occurred_at"),
        ({"candidate_id": None}, "missing_field", "candidate_id"),
        ({"candidate_id": ""}, "invalid_field", "candidate_id"),
        ({"interaction_id": None}, "missing_field", "interaction_id"),
        ({"interaction_id": "i" * 201}, "invalid_field", "interaction_id"),
        ({"interaction_id": "i\0"}, "invalid_field", "interaction_id"),
        ({"session_id": 3}, "invalid_field", "session_id"),
        ({"developer_id": ["jane"]}, "invalid_field", "developer_id"),
        ({"actor": "robot"}, "invalid_field", "actor"),
        ({"data": []}, "invalid_field", "data"),
        ({"data": {"position": "first"}}, "invalid_field", "data.position"),
        ({"data": {"position": -1}}, "invalid_field", "data.position"),
        ({"data": {"of": 10**30}}, "invalid_field", "data.of"),
        ({"type": "candidate.rated", "data": {"score": 1.1}}, "invalid_field", "data.score"),
        ({"type": "candidate.rated", "data": {}}, "missing_field", "data.value"),
        ({"type": "candidate.generated", "data": {"propensity": 2}}, "invalid_field", "data.propensity"),
        ({"type": "candidate.generated", "data": {"model": "a\0"}}, "invalid_field", "data.model"),
        ({"type": "candidate.generated"}, "invalid_field", "data.text"),
        ({"type": "candidates.compared", "data": {"outcome": "picked"}}, "missing_field", "data.chosen"),
        ({"type": "outcome.reported", "data": {}}, "missing_field", "data.kind"),
    ],
)
def test_one_bad_event_costs_no_other(post: Post, changes: dict[str, Any], expected: str, field: str) -> None:
    if expected == "invalid_field" and field == "data.text":
        changes = {**changes, "data": {"text": 3}}
    bad = make_event(**changes)
    response = post({"events": [make_event(), bad, make_event()]})
    assert counts(response) == (2, 0, 1)
    (error,) = json.loads(response.content)["errors"]
    assert (error["index"], error["code"], error["field"]) == (1, expected, field)
    held = QuarantinedEvent.objects.get()
    assert (held.code, held.field, held.index, held.state) == (expected, field, 1, "held")
    assert "jane" not in held.payload


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"a": NaN}', "invalid_json"),
        (b'{"a": 1e999}', "invalid_json"),
        (b'{"a": ' + b"9" * 5000 + b"}", "invalid_json"),
        (b'{"a": "\xff"}', "invalid_json"),
        (b'{"developer_id": "jane", "a"', "invalid_json"),
        (b"[1]", "not_an_object"),
        (b"null", "not_an_object"),
        (b'{"a": ' + b"[" * 70 + b"]" * 70 + b"}", "too_deep"),
        (b'{"a": ' + b"[" * 90_000 + b"]" * 90_000 + b"}", "too_deep"),
    ],
)
def test_unreadable_lines_cost_no_other(post: Post, line: bytes, expected: str) -> None:
    body = b"\n".join([json.dumps(make_event()).encode(), line, json.dumps(make_event()).encode()])
    response = post(body, content_type="application/x-ndjson")
    assert counts(response) == (2, 0, 1)
    assert json.loads(response.content)["errors"][0]["code"] == expected
    assert "jane" not in QuarantinedEvent.objects.get().payload


@pytest.mark.parametrize("depth", [70, 1_000, 200_000])
@pytest.mark.parametrize("form", ["[%s]", '{"events": [%s]}'])
def test_bottomless_nesting_costs_no_other(post: Post, form: str, depth: int) -> None:
    deep = '{"data": {"note": ' + '{"a": [0, ' * (depth // 2) + "1" + "]}" * (depth // 2) + "}}"
    good = json.dumps(make_event(data={"note": '[[[{{{"'}))
    response = post((form % f"{good}, {deep}, {good.replace('[[[', ']]]', 1)}").encode())
    assert response.status_code == 202
    receipt = json.loads(response.content)
    assert [(error["index"], error["code"]) for error in receipt["errors"]][:1] == [(1, "too_deep")]
    assert stored()[0]["data"] == {"note": '[[[{{{"'}


def test_a_single_bottomless_event_is_too_deep(post: Post) -> None:
    body = b'{"type": "x", "data": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert counts(post(body)) == (0, 0, 1)
    assert QuarantinedEvent.objects.get().code == "too_deep"


def test_texts_may_hold_nul_and_broken_surrogates(post: Post) -> None:
    text = json.dumps(make_event(type="candidate.generated", data={"text": "a\0b"})).replace("a", "a", 1)
    body = text.replace("a\\u0000b", "a\\u0000b \\ud83d \\ud83d\\ude00 \\\\ud800")
    assert counts(post(body.encode())) == (1, 0, 0)
    assert stored()[0]["data"]["text"] == "a\0b \ufffd \U0001f600 \\ud800"


def test_unknown_keys_are_kept_and_nulls_are_absent(post: Post) -> None:
    event = make_event(data={"position": None, "of": 2, "shade": {"deep": [1, None]}}, editor="vim")
    assert counts(post({"events": [event | {"session_id": None}]})) == (1, 0, 0)
    payload = stored()[0]
    assert payload["data"] == {"of": 2, "shade": {"deep": [1, None]}}
    assert payload["editor"] == "vim"
    assert "session_id" not in payload


def test_an_id_seen_before_is_a_duplicate_whatever_the_form(post: Post) -> None:
    event = make_event()
    again = dict(reversed(event.items()))
    assert counts(post([event, event])) == (1, 1, 0)
    assert counts(post(again)) == (0, 1, 0)
    assert len(stored()) == 1


def test_an_id_with_other_content_is_a_conflict_and_the_first_stays(post: Post) -> None:
    event = make_event()
    other = event | {"data": {"position": 7}}
    assert counts(post([event, other])) == (1, 0, 1)
    response = post(other)
    assert counts(response) == (0, 0, 1)
    assert json.loads(response.content)["errors"][0]["code"] == "event_conflict"
    assert [payload["data"]["position"] for payload in stored()] == [0]


def test_another_projects_same_id_is_not_a_duplicate(
    post: Post, make_key: Callable[..., str], outsider_project: Any
) -> None:
    event = make_event()
    assert counts(post(event)) == (1, 0, 0)
    assert counts(post(event, token=make_key("events:write", of=outsider_project))) == (1, 0, 0)


def test_the_developer_id_is_stored_nowhere(post: Post) -> None:
    post({"events": [make_event(), make_event(actor="robot"), make_event(developer="forged")]})
    assert {payload.get("developer") for payload in stored()} == {"0cba4fdf137f068363dc8fce99ae5c00"}
    assert "jane" not in json.dumps(stored())
    assert "jane" not in QuarantinedEvent.objects.get().payload


def test_skew_is_corrected_and_the_raw_time_kept(post: Post) -> None:
    from telemetry.models import Event

    post({"events": [ONE], "sent_at": "2000-01-01T00:00:00Z"})
    event = Event.objects.defer("payload").get()
    batch = Batch.objects.get()
    assert (event.occurred_at - event.received_at).days == 9501  # as it was to sent_at
    assert batch.skew_ms > 0
    assert stored()[0]["occurred_at"] == ONE["occurred_at"]


def test_the_database_away_is_503(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(accept, "read_batch", away)
    response = post([make_event()])
    assert code(response) == (503, "database_unavailable")
    assert int(response["Retry-After"]) > 0


def test_the_keys_limit_is_429_and_counts_nothing_of_what_it_refused(post: Post, make_key: Callable[..., str]) -> None:
    key = make_key("events:write", events_per_minute=3)
    assert counts(post([make_event(), make_event()], token=key)) == (2, 0, 0)
    response = post([make_event(), make_event()], token=key)
    assert code(response) == (429, "rate_limited")
    assert 0 < int(response["Retry-After"]) <= 60
    assert counts(post([make_event()], token=key)) == (1, 0, 0)
    assert code(post([make_event()], token=key)) == (429, "rate_limited")


def test_a_batch_no_minute_has_room_for_is_told_so(post: Post, make_key: Callable[..., str]) -> None:
    key = make_key("events:write", events_per_minute=3)
    response = post([make_event() for _ in range(4)], token=key)
    assert code(response) == (413, "batch_over_key_limit")
    assert json.loads(response.content)["limit"] == 3
    assert "Retry-After" not in response
    assert counts(post([make_event() for _ in range(3)], token=key)) == (3, 0, 0)


@pytest.mark.parametrize(("token", "expected"), [("fw_x_y", (401, "invalid_key")), ("", (401, "invalid_key"))])
def test_wrong_keys(post: Post, token: str, expected: tuple[int, str]) -> None:
    assert code(post([make_event()], token=token)) == expected


def test_a_key_without_the_scope(post: Post, make_key: Callable[..., str]) -> None:
    assert code(post([make_event()], token=make_key("datasets:read"))) == (403, "missing_scope")


def test_validation_gives_the_same_answer_and_stores_nothing(post: Post) -> None:
    known = make_event()
    post([known])
    body = [known, known | {"actor": "agent"}, make_event(), make_event(type="x")]
    dry = json.loads(post(body, path="/api/v1/events/validate").content)
    assert Batch.objects.count() == 1
    real = json.loads(post(body).content)
    assert dry["batch_id"] is None
    assert {**dry, "batch_id": 0} == {**real, "batch_id": 0}
    assert (real["accepted"], real["duplicates"], real["rejected"]) == (1, 1, 2)


def test_the_receipt_can_be_asked_for_again_by_its_project_only(
    client: Client, post: Post, key: str, make_key: Callable[..., str], outsider_project: Any
) -> None:
    receipt = json.loads(post([make_event(), make_event(type="x")]).content)
    path = f"/api/v1/batches/{receipt['batch_id']}"
    assert client.get(path, headers={"x-api-key": key}).json() == receipt
    outsider = make_key("events:write", of=outsider_project)
    assert client.get(path, headers={"x-api-key": outsider}).status_code == 404
    assert client.get(f"/api/v1/batches/{uuid.uuid4()}", headers={"x-api-key": key}).status_code == 404


def test_limits_and_schema(client: Client, make_key: Callable[..., str]) -> None:
    key = make_key("events:write", events_per_minute=9)
    limits = client.get("/api/v1/limits", headers={"x-api-key": key}).json()
    assert limits == {
        "events": 5000,
        "body_bytes": 10485760,
        "event_bytes": 1048576,
        "events_per_minute": 9,
        "encodings": ["gzip", "deflate", "zstd", "identity"],
        "content_types": ["application/json", "application/x-ndjson"],
    }
    schema = client.get("/api/v1/events/schema").json()
    assert len(schema["oneOf"]) == 18
    assert schema["$defs"]["CandidateShown"]["required"] == [
        "type",
        "event_id",
        "occurred_at",
        "interaction_id",
        "candidate_id",
    ]


def test_only_listed_origins_may_read_answers(client: Client, post: Post, project: Any) -> None:
    project.cors_origins = ["https://ide.example"]
    project.save()
    assert post([make_event()], origin="https://ide.example")["Access-Control-Allow-Origin"] == "https://ide.example"
    assert "Access-Control-Allow-Origin" not in post([make_event()], origin="https://evil.example")
    preflight = client.options("/api/v1/events", headers={"origin": "https://ide.example"})
    assert preflight.status_code == 204
    assert "authorization" in preflight["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in client.options(
        "/api/v1/events", headers={"origin": "https://evil.example"}
    )
