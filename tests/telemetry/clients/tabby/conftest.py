"""A Tabby surface with an upstream behind it, and the frozen traffic of the real agent."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.http import HttpResponse
from django.test import Client as HttpClient
from pytest_django import Settings

from flywheel.projects.models import Project
from telemetry.clients.gateway import wire
from telemetry.models import Upstream
from tests.telemetry.clients.tabby.upstream import TabbyUpstream, tabby_upstream

FIXTURE = Path(__file__).resolve().parents[5] / "shared" / "fixtures" / "clients" / "tabby-agent-1.5.0.jsonl"
FIXTURE_ID = "cmpl-11111111-2222-3333-4444-555555555555"
Tabby = Callable[..., HttpResponse]


class Recorded(NamedTuple):
    """One request of the real agent."""

    method: str
    path: str
    headers: dict[str, str]
    encoding: str
    body: str


def recorded() -> list[Recorded]:
    """All 7 requests; where they are not beside the repository the test is skipped, except in CI."""
    if not FIXTURE.exists() and not os.environ.get("CI"):
        pytest.skip(f"the recorded requests are not beside the repository: {'/'.join(FIXTURE.parts[-4:])}")
    return [Recorded(**json.loads(line)) for line in FIXTURE.read_text().splitlines()]


@pytest.fixture(autouse=True)
def _buffer(settings: Settings, tmp_path: Path) -> None:
    settings.FLYWHEEL_HOME = tmp_path


@pytest.fixture
def upstream() -> Iterator[TabbyUpstream]:
    with tabby_upstream() as server:
        yield server
        wire._pool(True, True).close()  # its idle connections to this server


def add_upstream(project: Project, server: TabbyUpstream, name: str = "local", **fields: Any) -> Upstream:
    fields = {"kind": Upstream.Kind.TABBY, "url": server.url, "allow_internal": True} | fields
    return Upstream.objects.create(project=project, name=name, **fields)


@pytest.fixture
def tabby(client: HttpClient, make_key: Callable[..., str]) -> Tabby:
    """tabby("POST", "/v1/events", {...}) as Tabby's clients send it."""
    key = make_key("events:write")

    def send(method: str, path: str, body: Any = None, *, token: str = key, prefix: str = "/clients/tabby") -> Any:
        data = body if isinstance(body, bytes | str) else json.dumps(body) if body is not None else ""
        headers = {"authorization": f"Bearer {token}", "user-agent": "node"}
        return client.generic(method, prefix + path, data, content_type="application/json", headers=headers)

    return send
