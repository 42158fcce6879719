"""Copilot Chat's requests through the public address, and how far they go."""

from collections.abc import Callable
from typing import Any

import pytest

from exports.models import Record
from exports.preferences.advance import advance
from telemetry.models import Batch
from tests.telemetry.clients.copilot_chat.records import batch, feedback, hunk, inline, log, rating, survival, tool
from tests.telemetry.ingest.conftest import stored

Export = Callable[..., Any]  # the test client's response


@pytest.mark.django_db
def test_a_session_is_stored_once(export: Export) -> None:
    body = batch(
        feedback("accepted"),
        hunk("rejected"),
        inline(accepted=True),
        survival(),
        rating("positive"),
        tool(),
        log("new"),
    )
    response = export(body)
    assert response.json()["partialSuccess"]["errorMessage"] == "Not known here: copilot_chat.new: 1."
    before = stored()
    assert sorted(one["type"] for one in before) == [
        "candidate.accepted",
        "candidate.accepted",
        "candidate.dismissed",
        "candidate.rated",
        "candidate.retained",
        "tool.finished",
    ]
    assert export(body).status_code == 200
    assert stored() == before
    assert {one.client_name for one in Batch.objects.all()} == {"copilot-chat"}


@pytest.mark.django_db(transaction=True)
def test_signals_without_a_text_become_no_record(export: Export) -> None:
    """None of these records carries the code or the request, so there is nothing a label could be put on."""
    export(batch(feedback("accepted"), survival(), survival(time_delay_ms=300_000), rating("positive")))
    assert len(stored()) == 4
    assert advance(60)
    assert Record.objects.count() == 0
