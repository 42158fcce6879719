"""The real Tabby agent completes, views, selects and dismisses against the real server; its signals become records."""

import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from exports.models import Record
from flywheel.projects import keys
from flywheel.projects.models import Project
from telemetry.models import Batch, StaleGroup, StaleInteraction
from tests.flows import processes
from tests.flows.processes import Server
from tests.flows.tabby_agent import Agent, tabby_agent
from tests.telemetry.clients.tabby.conftest import add_upstream
from tests.telemetry.clients.tabby.upstream import TabbyUpstream, tabby_upstream
from tests.telemetry.ingest.conftest import stored

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

PREFIX = "def add(a, b):\n    "
BETTER, WORSE = "return a + b", "raise NotImplementedError('add')"

READING_S = 2.0  # what is taken faster was hardly read, and says little


@pytest.fixture
def upstream() -> Iterator[TabbyUpstream]:
    with tabby_upstream() as server:
        yield server


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "static").mkdir()
    return tmp_path


def complete(agent: Agent, upstream: TabbyUpstream, text: str, prefix: str = PREFIX) -> str:
    """Asks the agent for code; the upstream answers `text`. The completion's id."""
    upstream.choices = [{"index": 0, "text": text}]
    answer = agent.complete(prefix)
    assert [choice["text"].strip() for choice in answer["choices"]] == [text]
    completion_id: str = answer["id"]
    return completion_id


def settled() -> bool:
    return not (
        Batch.objects.filter(state=Batch.State.NEW).exists()
        or StaleInteraction.objects.exists()
        or StaleGroup.objects.exists()
    )


def retained(completion_id: str) -> dict[str, Any]:
    """What only a plug-in of our own can tell: five minutes later the text is still there."""
    return {
        "event_id": str(uuid.uuid4()),
        "type": "candidate.retained",
        "occurred_at": (datetime.now(UTC) + timedelta(seconds=300)).isoformat(),
        "interaction_id": f"tabby:{completion_id}",
        "candidate_id": "0",
        "data": {"after_s": 300, "fraction": 1.0},
    }


def test_what_the_agent_sends_becomes_a_pair(home: Path, upstream: TabbyUpstream) -> None:
    project = Project.objects.create(slug="acme")
    add_upstream(project, upstream)
    token = keys.make(project, ["events:write"]).token
    with processes.web_server(home) as url, processes.worker(home):
        with tabby_agent(f"{url}/clients/tabby/", token, home / "one") as agent:
            refused = complete(agent, upstream, WORSE)
            agent.tell("view", refused, view_id="view-1")
            agent.tell("dismiss", refused, view_id="view-1", elapsed=1900)
        with tabby_agent(f"{url}/clients/tabby/", token, home / "two") as agent:  # the first remembers its answer
            taken = complete(agent, upstream, BETTER)
            agent.tell("view", taken, view_id="view-2")
            time.sleep(READING_S)
            agent.tell("select", taken, view_id="view-2", elapsed=800)
            partly = complete(agent, upstream, "return a - b  # the rest", prefix="def sub(a, b):\n    ")
            agent.tell("view", partly, view_id="view-3")
            agent.tell("select", partly, select_kind="line", view_id="view-3", elapsed=700)
        assert signals_of(refused) == ["candidate.generated", "candidate.shown", "candidate.dismissed"]
        assert signals_of(taken) == ["candidate.generated", "candidate.shown", "candidate.accepted"]
        assert kinds_of(partly) == ["partial"]
        server = Server(url, token)
        assert server.request("POST", "/api/v1/events", [retained(taken)])[1]["accepted"] == 1
        processes.wait_until(lambda: settled() and Record.objects.filter(kind="pair").exists(), "there is a pair", 60)
    (pair,) = Record.objects.filter(kind="pair")
    assert (pair.rule, BETTER in str(pair.chosen), WORSE in str(pair.rejected)) == ("kept-generation", True, True)
    assert ("unpaired", "accepted-retained") in set(Record.objects.values_list("kind", "rule"))


def signals_of(completion_id: str) -> list[str]:
    mine = [event for event in stored() if event["interaction_id"] == f"tabby:{completion_id}"]
    return [event["type"] for event in sorted(mine, key=lambda event: event["occurred_at"]) if "candidate_id" in event]


def kinds_of(completion_id: str) -> list[str]:
    mine = [event for event in stored() if event["interaction_id"] == f"tabby:{completion_id}"]
    return [event["data"]["kind"] for event in mine if event["type"] == "candidate.accepted"]
