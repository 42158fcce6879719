"""Clients that never retry, over HTTP, while the database is away. Tabby's surface stands for all of them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as HttpClient

from flywheel.projects.models import Project
from telemetry.clients.gateway import wire
from telemetry.clients.outage import buffer
from tests.flows.processes import wait_until
from tests.telemetry.clients.outage.conftest import Away
from tests.telemetry.clients.tabby.conftest import add_upstream
from tests.telemetry.clients.tabby.upstream import TabbyUpstream, tabby_upstream
from tests.telemetry.ingest.conftest import stored

VIEW = {"type": "view", "completion_id": "cmpl-1", "choice_index": 0}
ASK = {"segments": {"prefix": "a = "}}
Post = Callable[[str, Any], Any]


@pytest.fixture
def upstream(transactional_db: None, project: Project) -> Iterator[TabbyUpstream]:
    with tabby_upstream() as server:
        add_upstream(project, server)
        yield server
        wire._pool(True, True).close()


@pytest.fixture
def post(away: Away, upstream: TabbyUpstream, client: HttpClient, make_key: Callable[..., str]) -> Post:
    """A client whose key the server has seen."""
    headers = {"authorization": f"Bearer {make_key('events:write')}"}

    def send(path: str, body: Any) -> Any:
        return client.post(f"/clients/tabby/v1/{path}", body, content_type="application/json", headers=headers)

    assert send("completions", ASK).status_code == 200
    return send


def test_events_and_completions_are_taken_and_stored_later(away: Away, post: Post, buffer_folder: Path) -> None:
    with away():
        assert post("events", VIEW).status_code == 200
        completion = post("completions", ASK)
        assert json.loads(completion.content)["choices"] == [{"index": 0, "text": "return a + b"}]
        assert len(buffer.waiting()) == 2
    wait_until(lambda: len(stored()) == 5, "both are stored")  # with the two events of the first completion


def test_with_a_full_disk_events_get_503_and_completions_still_go_through(
    away: Away, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buffer, "MOST_BYTES", 10)
    with away():
        refused = post("events", VIEW)
        assert (refused.status_code, json.loads(refused.content)["code"]) == (503, "buffer_full")
        assert int(refused.headers["Retry-After"]) > 0
        assert post("completions", ASK).status_code == 200
        assert not buffer.waiting()


def test_a_malformed_event_is_told_so_with_or_without_a_database(away: Away, post: Post) -> None:
    with away():
        assert post("events", {"type": "hover"}).status_code == 400
        assert not buffer.waiting()
