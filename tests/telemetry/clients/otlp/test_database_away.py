"""Exporters send again what gets 503 and drop what gets 500: while the database is away they are told to wait."""

import http.client
import json
from contextlib import closing

import pytest
from google.rpc.status_pb2 import Status

from tests.telemetry.clients.otlp.requests import CODEX_JSON, CODEX_PROTOBUF, JSON, PROTOBUF, capture
from tests.telemetry.ingest.test_database_away import Installation

pytestmark = pytest.mark.slow


def post(installation: Installation, body: bytes, content_type: str) -> tuple[int, str, bytes]:
    """Status, seconds to wait, and the answer."""
    headers = {"Authorization": f"Bearer {installation.key}", "Content-Type": content_type}
    with closing(http.client.HTTPConnection("127.0.0.1", installation.server.port, timeout=20)) as wire:
        wire.request("POST", "/clients/otlp/v1/logs", body, headers)
        answer = wire.getresponse()
        assert answer.headers["Content-Type"] == content_type
        return answer.status, answer.headers.get("Retry-After", "0"), answer.read()


def test_logs_wait_outside_and_none_is_lost_or_doubled(installation: Installation) -> None:
    assert post(installation, capture(CODEX_JSON), JSON) == (200, "0", b"{}")
    assert len(installation.stored_ids()) == 5

    installation.kill_database()
    for _ in range(8):  # more than the server has threads
        status, wait, answer = post(installation, capture(CODEX_PROTOBUF), PROTOBUF)
        assert (status, Status.FromString(answer).code) == (503, 14)
        assert int(wait) > 0
        status, wait, answer = post(installation, capture(CODEX_JSON), JSON)
        assert (status, json.loads(answer)["code"]) == (503, 14)
        assert int(wait) > 0

    installation.database.revive()
    assert post(installation, capture(CODEX_PROTOBUF), PROTOBUF) == (200, "0", b"")
    assert post(installation, capture(CODEX_JSON), JSON) == (200, "0", b"{}")
    assert len(installation.stored_ids()) == 10
