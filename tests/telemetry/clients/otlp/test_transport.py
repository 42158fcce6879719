"""What exporters rely on: encodings, compression, answers in the encoding of the request, and codes they act on."""

import gzip
import io
import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest
import zstandard
from django.http import HttpResponse
from google.rpc.error_details_pb2 import ErrorInfo
from google.rpc.status_pb2 import Status
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse

from flywheel.wsgi import application
from telemetry.clients.otlp import requests as otlp_requests
from telemetry.models import AgentTurn, Batch
from tests.telemetry.clients.otlp.requests import (
    CODEX_JSON,
    CODEX_PROTOBUF,
    JSON,
    PROTOBUF,
    capture,
    protobuf,
    record,
    request,
)
from tests.telemetry.ingest.conftest import stored
from tests.telemetry.ingest.server import Server

Export = Callable[..., HttpResponse]
pytestmark = pytest.mark.django_db

PROMPT = record("codex.user_prompt", {"conversation.id": "c-1", "prompt": "add a test", "originator": "codex_cli_rs"})


def status_of(answer: HttpResponse) -> tuple[int, int, str]:
    """HTTP status, google.rpc code and our own code of an error in either encoding."""
    if answer["Content-Type"] == PROTOBUF:
        status, info = Status.FromString(answer.content), ErrorInfo()
        assert status.message
        assert status.details[0].Unpack(info)
        return answer.status_code, status.code, info.reason
    assert answer["Content-Type"] == JSON
    document = json.loads(answer.content)
    assert document["message"]
    return answer.status_code, document["code"], document["details"][0]["reason"]


@pytest.mark.parametrize(("name", "content_type"), [(CODEX_JSON, JSON), (CODEX_PROTOBUF, PROTOBUF)])
def test_a_captured_request_is_stored_once(export: Export, name: str, content_type: str) -> None:
    first = export(capture(name), content_type)
    assert (first.status_code, first["Content-Type"]) == (200, content_type)
    assert first.content == (b"{}" if content_type == JSON else b"")
    assert len(stored()) == 5

    again = export(capture(name), content_type)
    assert (again.status_code, again.content) == (200, first.content)
    assert len(stored()) == 5
    accepted = Batch.objects.order_by("received_at").values_list("accepted", "duplicates", "rejected")
    assert list(accepted) == [(5, 0, 0), (0, 5, 0)]
    assert set(Batch.objects.values_list("source", "client_name", "client_version")) == {("otlp", "codex", "0.169.0")}


def test_the_same_records_in_the_other_encoding_and_split_differently_are_the_same(export: Export) -> None:
    other = record(
        "codex.user_prompt", {"conversation.id": "c-1", "prompt": "more"}, timeUnixNano="1795215799000000000"
    )
    assert export(request(PROMPT, other)).status_code == 200
    assert export(protobuf(request(other)), PROTOBUF).status_code == 200
    assert export(protobuf(request(PROMPT)), PROTOBUF).status_code == 200
    assert len(stored()) == 2


ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "identity": bytes,
}


@pytest.mark.parametrize("encoding", ENCODERS)
@pytest.mark.parametrize("content_type", [JSON, PROTOBUF])
def test_compressed_bodies_are_read(export: Export, encoding: str, content_type: str) -> None:
    body = json.dumps(request(PROMPT)).encode() if content_type == JSON else protobuf(request(PROMPT))
    answer = export(ENCODERS[encoding](body), content_type, content_encoding=encoding)
    assert answer.status_code == 200
    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b"{}", JSON), (b'{"resourceLogs":null}', JSON), (b'{"resourceLogs":[]}', JSON), (b"", PROTOBUF)],
)
def test_an_empty_request_succeeds_and_leaves_nothing(export: Export, body: bytes, content_type: str) -> None:
    answer = export(body, content_type)
    assert (answer.status_code, answer.content) == (200, b"{}" if content_type == JSON else b"")
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"", JSON, (400, 3, "malformed_body")),  # a chunked body that got lost looks like this
        (b"[]", JSON, (400, 3, "malformed_body")),
        (b'{"resourceLogs":{}}', JSON, (400, 3, "malformed_body")),
        (b'{"resourceLogs":', JSON, (400, 3, "malformed_body")),
        (b"[" * 100_000, JSON, (400, 3, "malformed_body")),
        (b'{"a":"\xff"}', JSON, (400, 3, "malformed_body")),
        (b"\x0a\x05", PROTOBUF, (400, 3, "malformed_body")),
        (b"\xff" * 20, PROTOBUF, (400, 3, "malformed_body")),
        (b"\x0b\x0c", PROTOBUF, (400, 3, "malformed_body")),
        (b"{}", "text/plain", (415, 3, "unsupported_content_type")),
        (b" " * (10 * 1024 * 1024 + 1), JSON, (413, 3, "body_too_large")),
        (b" " * (10 * 1024 * 1024 + 1), PROTOBUF, (413, 3, "body_too_large")),
    ],
)
def test_what_cannot_be_read_is_a_permanent_error_in_the_same_encoding(
    export: Export, body: bytes, content_type: str, expected: tuple[int, int, str]
) -> None:
    answer = export(body, content_type)
    assert status_of(answer) == expected
    assert not Batch.objects.exists()


def test_a_compressed_bomb_and_a_broken_stream_are_refused(export: Export) -> None:
    bomb = gzip.compress(bytes(11 * 1024 * 1024))
    assert status_of(export(bomb, PROTOBUF, content_encoding="gzip")) == (413, 3, "body_too_large")
    assert status_of(export(b"nonsense", PROTOBUF, content_encoding="gzip")) == (400, 3, "bad_encoding")
    assert status_of(export(b"{}", JSON, content_encoding="br")) == (415, 3, "unsupported_encoding")


def test_millions_of_empty_records_are_refused_before_they_take_memory(export: Export) -> None:
    many = otlp_requests.MAX_RECORDS + 1
    scope = b"\x12\x00" * many
    scopes = b"\x12" + _varint(len(scope)) + scope
    message = b"\x0a" + _varint(len(scopes)) + scopes
    assert status_of(export(message, PROTOBUF)) == (413, 3, "too_many_events")
    records = b'{"resourceLogs":[{"scopeLogs":[{"logRecords":[%s]}]}]}'
    assert status_of(export(records % b",".join([b"{}"] * many))) == (413, 3, "too_many_events")
    assert status_of(export(records % b",".join([b"{}"] * 2_000_001))) == (413, 3, "too_many_events")


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


@pytest.mark.parametrize("content_type", [JSON, PROTOBUF])
def test_missing_wrong_and_weak_keys(export: Export, make_key: Callable[..., str], content_type: str) -> None:
    body = b"{}" if content_type == JSON else b""
    missing = export(body, content_type, token="")
    assert status_of(missing) == (401, 16, "missing_key")
    assert missing["WWW-Authenticate"] == 'Bearer realm="flywheel"'
    assert status_of(export(body, content_type, token="fw_no_no")) == (401, 16, "invalid_key")
    assert status_of(export(body, content_type, token=make_key("datasets:read"))) == (403, 7, "missing_scope")


def test_another_method_is_told_so_in_otlp(client: Any, key: str) -> None:
    answer = client.get("/clients/otlp/v1/logs", headers={"authorization": f"Bearer {key}"})
    assert status_of(answer) == (405, 12, "method_not_allowed")


def test_an_accept_header_makes_no_difference(export: Export) -> None:
    assert export(protobuf(request(PROMPT)), PROTOBUF, accept="application/x-protobuf").status_code == 200
    assert export(request(PROMPT), accept="text/csv").status_code == 200


@pytest.mark.parametrize("content_type", [JSON, PROTOBUF])
def test_a_key_over_its_limit_waits(export: Export, make_key: Callable[..., str], content_type: str) -> None:
    token = make_key("events:write", events_per_minute=2)
    body = capture(CODEX_JSON) if content_type == JSON else capture(CODEX_PROTOBUF)
    assert status_of(export(body, content_type, token=token)) == (413, 3, "batch_over_key_limit")
    prompts = [record("codex.user_prompt", {"conversation.id": str(n), "prompt": "x"}) for n in range(3)]
    assert export(request(*prompts[:2]), token=token).status_code == 200
    body = json.dumps(request(prompts[2])).encode() if content_type == JSON else protobuf(request(prompts[2]))
    late = export(body, content_type, token=token)
    assert status_of(late) == (429, 8, "rate_limited")
    assert 0 < int(late["Retry-After"]) <= 60
    assert len(stored()) == 2


def test_a_request_is_stored_for_all_its_clients_or_for_none(export: Export, make_key: Callable[..., str]) -> None:
    token = make_key("events:write", events_per_minute=1)
    both = request(PROMPT)
    rating = {"gen_ai.response.id": "r", "gen_ai.evaluation.score.value": 1.0}
    both["resourceLogs"] += request(record("gen_ai.evaluation.result", rating), service="promptfoo")["resourceLogs"]
    for _ in range(2):  # what was taken back is not counted either
        assert status_of(export(both, token=token)) == (429, 8, "rate_limited")
    assert not stored()
    assert not Batch.objects.exists()
    assert not AgentTurn.objects.exists()
    assert export(request(PROMPT), token=token).status_code == 200


def test_unknown_names_are_a_warning_and_bad_records_are_rejected(export: Export) -> None:
    body = request(
        PROMPT,
        record("codex.brand_new"),
        record("codex.brand_new"),
        record("codex.user_prompt", {"prompt": "of no conversation"}),
        record("codex.sse_event"),
    )
    told = "Not stored: invalid_record (attributes.conversation.id): 1. Not known here: codex.brand_new: 2."
    assert json.loads(export(body).content) == {"partialSuccess": {"rejectedLogRecords": "1", "errorMessage": told}}
    answer = ExportLogsServiceResponse.FromString(export(protobuf(body), PROTOBUF).content)
    assert (answer.partial_success.rejected_log_records, answer.partial_success.error_message) == (1, told)
    batch = Batch.objects.order_by("received_at").first()
    assert batch is not None
    assert batch.unmapped == [
        {"name": "codex.brand_new", "reason": "unknown_event", "count": 2},
        {"name": "codex.sse_event", "reason": "no_signal"},
        {"name": "codex.user_prompt", "reason": "invalid_record", "field": "attributes.conversation.id"},
    ]


def test_a_warning_alone_rejects_nothing(export: Export) -> None:
    answer = json.loads(export(request(record("codex.brand_new"))).content)
    assert answer["partialSuccess"]["rejectedLogRecords"] == "0"


def test_records_that_are_no_objects_cost_only_themselves(export: Export) -> None:
    answer = json.loads(export(request(PROMPT, 7, None, "x")).content)
    assert answer["partialSuccess"] == {"rejectedLogRecords": "3", "errorMessage": "Not stored: invalid_record: 3."}
    assert len(stored()) == 1


def test_a_record_held_in_quarantine_counts_as_rejected_once(export: Export) -> None:
    long = record("codex.tool_result", {"conversation.id": "c", "tool_name": "x" * 300, "success": "true"})
    answer = json.loads(export(request(PROMPT, long)).content)
    assert answer["partialSuccess"] == {
        "rejectedLogRecords": "1",
        "errorMessage": "Not stored: invalid_field (data.tool): 1.",
    }
    assert len(stored()) == 1


def test_each_service_of_a_request_has_a_batch_of_its_own(export: Export) -> None:
    both = request(PROMPT, service="codex_cli_rs")
    both["resourceLogs"] += request(record("my.event"), service="in-house agent", version="7")["resourceLogs"]
    assert export(both).status_code == 200
    assert set(Batch.objects.values_list("client_name", "client_version", "accepted")) == {
        ("codex", "1.0", 1),
        ("in-house agent", "7", 0),
    }
    unknown = Batch.objects.get(client_name="in-house agent").unmapped
    assert unknown == [{"name": "my.event", "reason": "unknown_client"}]


def test_of_endless_services_some_have_batches_of_their_own_and_the_rest_one(export: Export) -> None:
    endless = request()
    endless["resourceLogs"] = [request(record("a.b"), service=f"s{n}")["resourceLogs"][0] for n in range(150)]
    endless["resourceLogs"] += request(PROMPT, service="codex_cli_rs", version="9")["resourceLogs"]
    answer = export(endless)
    assert "a.b: 150" in json.loads(answer.content)["partialSuccess"]["errorMessage"]
    assert Batch.objects.count() == 102
    assert Batch.objects.get(client_name="").unmapped == [{"name": "a.b", "reason": "unknown_client", "count": 50}]
    assert Batch.objects.get(client_name="codex").accepted == 1


def test_a_known_client_may_send_names_nobody_knows(export: Export) -> None:
    told = json.loads(export(request(record("my.event"), service="codex_exec")).content)["partialSuccess"]
    assert told == {"rejectedLogRecords": "0", "errorMessage": "Not known here: my.event: 1."}
    assert Batch.objects.get().unmapped == [{"name": "my.event", "reason": "unknown_event"}]


def test_names_nobody_could_show_or_store_do_no_harm(export: Export) -> None:
    strange = request(record("a\x00b\n"), record("x" * 500), record(""), service="s\x00\n" * 80, version="\x00")
    assert export(strange).status_code == 200
    batch = Batch.objects.get()
    assert "\0" not in batch.client_name + batch.client_version


@pytest.mark.parametrize("signal", ["traces", "metrics"])
def test_other_signals_are_taken_in_silence_and_not_kept(export: Export, signal: str) -> None:
    answer = export({"resourceSpans": []}, signal=signal)
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, JSON, b"{}")
    answer = export(b"\x0a\x00", PROTOBUF, signal=signal)
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, PROTOBUF, b"")
    assert export(b"{}", signal=signal, token="").status_code == 401
    assert not Batch.objects.exists()


@pytest.mark.usefixtures("real_events")  # the application closes its connection, and a test's transaction with it
def test_a_chunked_request_arrives_whole(key: str) -> None:
    """Through the WSGI application, with the body as the server hands it over: no length, and an end."""
    body = capture(CODEX_JSON)
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/clients/otlp/v1/logs",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.url_scheme": "http",
        "HTTP_HOST": "localhost",
        "HTTP_TRANSFER_ENCODING": "chunked",
        "HTTP_AUTHORIZATION": f"Bearer {key}",
        "CONTENT_TYPE": JSON,
    }
    statuses: list[str] = []
    answer = b"".join(application(environ, lambda status, headers: statuses.append(status)))
    assert (statuses, answer) == (["200 OK"], b"{}")
    assert len(stored()) == 5


@pytest.mark.slow
@pytest.mark.usefixtures("real_events")
def test_a_real_server_takes_chunked_compressed_logs(server: Server, make_key: Callable[..., str]) -> None:
    body = gzip.compress(capture(CODEX_JSON))
    chunks = (body[start : start + 500] for start in range(0, len(body), 500))
    headers = {"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"}
    status, found, answer = server.request("POST", "/clients/otlp/v1/logs", make_key("events:write"), chunks, **headers)
    assert (status, found["Content-Type"], answer) == (200, JSON, {})
    assert len(stored()) == 5
