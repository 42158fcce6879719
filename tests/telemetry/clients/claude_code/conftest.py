"""Hooks and telemetry posted as Claude Code posts them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.telemetry.clients.outage.conftest import away as away
from tests.telemetry.clients.outage.conftest import buffer_folder as buffer_folder
from tests.telemetry.ingest.conftest import key as key

Post = Callable[..., HttpResponse]


@pytest.fixture
def post(client: Client, key: str) -> Post:
    """post(payload) sends a hook; bytes go as they are. Keywords: token, path and headers."""

    def send(payload: Any, *, path: str = "hooks", token: str = key, **headers: str) -> HttpResponse:
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        address = {"hooks": "/clients/claude-code/hooks", "logs": "/clients/otlp/v1/logs"}[path]
        sent = {"authorization": f"Bearer {token}"} | {name.replace("_", "-"): value for name, value in headers.items()}
        return client.post(address, body, content_type="application/json", headers=sent)  # type: ignore[return-value]

    return send


@pytest.fixture
def export(post: Post) -> Post:
    """export(request) sends an ExportLogsServiceRequest."""

    def send(request: Any, **keywords: Any) -> HttpResponse:
        return post(request, path="logs", **keywords)

    return send
