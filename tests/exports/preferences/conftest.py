"""Events in, through the real store."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from flywheel.projects.models import Project
from telemetry.ingest.accept import accept_batch

Post = Callable[..., None]
Event = tuple[str, int, str | None, dict[str, Any]]
SUM, DIFFERENCE = "    return a + b", "    return a - b"


@pytest.fixture
def post(project: Project) -> Post:
    """post(interaction, [(type, second, candidate, data), …]) stores events; ids follow from them."""

    def send(interaction: str, events: list[Event]) -> None:
        body = [_event(interaction, *event) for event in events]
        receipt = accept_batch(project, None, json.dumps(body).encode(), "application/json", "")
        assert receipt.rejected == 0

    return send


def _event(interaction: str, type_: str, second: int, candidate: str | None, data: dict[str, Any]) -> dict[str, Any]:
    name = json.dumps([interaction, type_, second, candidate, data], sort_keys=True)
    event = {
        "event_id": str(uuid.uuid5(uuid.NAMESPACE_URL, name)),
        "type": type_,
        "occurred_at": f"2026-01-01T00:{second // 60:02}:{second % 60:02}Z",
        "session_id": "s1",
        "developer_id": "ann",
        "interaction_id": interaction,
        "data": data,
    }
    return event if candidate is None else {**event, "candidate_id": candidate}


@pytest.fixture
def a_kept_and_a_dismissed_one(post: Post) -> None:
    """The same prompt twice: DIFFERENCE passed over, then SUM kept. One pair, one label, one reward."""
    prompt = {"prefix": "def add(a, b):\n", "suffix": ""}
    started: Event = ("interaction.started", 0, None, {"surface": "completion", "prompt": prompt})
    passed: list[Event] = [
        started,
        ("candidate.generated", 1, "y", {"text": DIFFERENCE}),
        ("candidate.shown", 2, "y", {"position": 0}),
        ("candidate.dismissed", 4, "y", {"visible_ms": 2000}),
    ]
    kept: list[Event] = [
        started,
        ("candidate.generated", 11, "x", {"text": SUM}),
        ("candidate.shown", 12, "x", {"position": 0}),
        ("candidate.accepted", 14, "x", {"kind": "full"}),
        ("candidate.retained", 314, "x", {"after_s": 300, "fraction": 1.0}),
    ]
    post("i1", passed)
    post("i2", kept)
