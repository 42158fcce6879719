"""A client that posts OpenTelemetry requests."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.telemetry.ingest.conftest import key as key
from tests.telemetry.ingest.conftest import real_events as real_events
from tests.telemetry.ingest.conftest import server as server
from tests.telemetry.ingest.test_database_away import installation as installation


@pytest.fixture
def export(client: Client, key: str) -> Callable[..., HttpResponse]:
    """export(body) posts to /v1/logs: bytes as they are, anything else as JSON. Keywords: content_type, signal,
    token, and headers."""

    def send(
        body: Any, content_type: str = "application/json", *, signal: str = "logs", token: str = key, **headers: str
    ) -> HttpResponse:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"content-type": content_type} | ({"authorization": f"Bearer {token}"} if token else {})
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        path = f"/clients/otlp/v1/{signal}"
        return client.post(path, data, content_type=content_type, headers=sent)  # type: ignore[return-value]

    return send
