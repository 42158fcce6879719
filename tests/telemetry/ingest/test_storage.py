"""What was sent is what lies in the store, character for character."""

import json
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flywheel.projects.models import Project
from telemetry.ingest.accept import accept_batch
from tests.telemetry.ingest.conftest import make_event, stored
from tests.telemetry.ingest.wire.strategies import valid_events

pytestmark = pytest.mark.django_db
any_text = st.text(st.characters(exclude_categories=()), max_size=40)  # lone surrogates and NUL among them
few_or_many = st.lists(any_text, min_size=1, max_size=3) | st.lists(any_text, min_size=17, max_size=30)
with_database = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def accepted(project: Project, events: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM telemetry_event")  # what the example before left
        cursor.execute("DELETE FROM telemetry_event_key")
        cursor.execute("DELETE FROM telemetry_developerconsent")
    return accept_batch(project, None, json.dumps(events).encode(), "application/json", "").accepted


def whole(text: str) -> str:
    """The text with U+FFFD for every surrogate without a partner."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@given(few_or_many)
@with_database
def test_any_text_comes_back_equal(project: Project, texts: list[str]) -> None:
    """A few events and many take different ways into the store."""
    events = [
        make_event(type="candidate.generated", data={"text": text, "note": [text.replace("\0", "")]}) for text in texts
    ]
    assert accepted(project, events) == len(texts)
    data = {event["event_id"]: event["data"] for event in stored()}
    for event, text in zip(events, texts, strict=True):
        assert data[event["event_id"]] == {"text": whole(text), "note": [whole(text.replace("\0", ""))]}


@given(valid_events)
@with_database
def test_any_valid_event_comes_back_equal(project: Project, event: dict[str, Any]) -> None:
    assert accepted(project, [event]) == 1
    (payload,) = stored()
    assert len(payload.pop("developer")) == 32
    del event["developer_id"]
    level = event["data"].get("level") if event["type"] == "consent.changed" else None
    assert payload == event or level in {"none", "signals"}
