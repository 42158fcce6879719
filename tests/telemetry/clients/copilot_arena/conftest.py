"""The client, which knows nothing but an address with a key in it, and two models to choose from."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from flywheel.projects.models import Project
from telemetry import models
from telemetry.clients.gateway import wire
from tests.telemetry.clients.copilot_arena.upstreams import Upstream, upstream
from tests.telemetry.ingest.conftest import key as key

Arena = Callable[..., Any]


class Models(NamedTuple):
    small: Upstream
    large: Upstream


@pytest.fixture(autouse=True)
def _buffer(settings: Settings, tmp_path: Path) -> None:
    settings.FLYWHEEL_HOME = tmp_path


def add_upstream(project: Project, server: Upstream, name: str, **fields: Any) -> models.Upstream:
    values = {"kind": "openai", "model": f"model-{name}", "checkpoint": f"step-{name}", "allow_internal": True}
    return models.Upstream.objects.create(project=project, name=name, url=server.url, **(values | fields))


@pytest.fixture
def upstreams(project: Project) -> Iterator[Models]:
    with upstream("    return a + b\n") as small, upstream("    return b\n") as large:
        add_upstream(project, small, "small", weight=3)
        add_upstream(project, large, "large", weight=1)
        yield Models(small, large)
        wire._pool(True, True).close()  # its idle connections to these servers


@pytest.fixture
def arena(client: Client, key: str) -> Arena:
    """arena("PUT", "add_completion", {...}) as the client sends it: no header says who it is."""

    def send(method: str, call: str, body: Any = None, *, token: str = key) -> Any:
        data = body if isinstance(body, bytes) else json.dumps(body)
        return client.generic(method, f"/clients/copilot-arena/{token}/{call}", data, content_type="application/json")

    return send


def whole_store() -> str:
    """Every column of every stored event as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(e::text, '') FROM telemetry_event e")
        return cursor.fetchone()[0] or ""
