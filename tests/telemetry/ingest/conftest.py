"""Events as a client would make them, and a client that posts them."""

import json
import os
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from tests.telemetry.ingest.server import Server

Event = dict[str, Any]


def make_event(**fields: Any) -> Event:
    """A valid `candidate.shown`; fields given replace its own, None removes one."""
    event = {
        "event_id": str(uuid.uuid4()),
        "type": "candidate.shown",
        "occurred_at": "2026-01-05T10:00:00Z",
        "session_id": "session-1",
        "developer_id": "jane@example.org",
        "interaction_id": "interaction-1",
        "candidate_id": "candidate-1",
        "data": {"position": 0, "of": 1},
    } | fields
    return {name: value for name, value in event.items() if value is not None}


def consent(level: str, at: str = "2026-01-05T09:00:00Z", developer: str = "jane@example.org") -> Event:
    return {
        "event_id": str(uuid.uuid4()),
        "type": "consent.changed",
        "occurred_at": at,
        "developer_id": developer,
        "data": {"level": level},
    }


def stored() -> list[Event]:
    """The payloads in the event store, in order of event id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload::text FROM telemetry_event ORDER BY event_id")
        return [msgspec.json.decode(row[0]) for row in cursor.fetchall()]


@pytest.fixture
def real_events(transactional_db: None) -> Iterator[None]:
    """Transactions that really commit; the event store, which no flush knows, is emptied afterwards."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE telemetry_event")


@pytest.fixture
def key(make_key: Callable[..., str]) -> str:
    return make_key("events:write")


@pytest.fixture
def server(real_events: None) -> Iterator[Server]:
    """The production server on the test database."""
    server = Server(os.environ["DATABASE_URL"].replace("/postgres?", f"/{connection.settings_dict['NAME']}?"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def post(client: Client, key: str) -> Callable[..., HttpResponse]:
    """post(body) sends JSON; bytes go as they are. Keywords: content_type, path, key_, and headers."""

    def send(
        body: Any,
        *,
        content_type: str = "application/json",
        path: str = "/api/v1/events",
        token: str = key,
        **headers: str,
    ) -> HttpResponse:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"authorization": f"Bearer {token}"} | {name.replace("_", "-"): value for name, value in headers.items()}
        return client.post(path, data, content_type=content_type, headers=sent)  # type: ignore[return-value]

    return send
