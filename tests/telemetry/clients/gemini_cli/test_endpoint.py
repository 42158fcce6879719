"""Gemini CLI's requests through the public address, into the store."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from telemetry.models import Batch
from tests.telemetry.clients.gemini_cli.records import SAMPLE, SESSION, batch, call, log, prompt
from tests.telemetry.clients.otlp.requests import pairs
from tests.telemetry.ingest.conftest import stored

pytestmark = pytest.mark.django_db

Export = Callable[..., Any]  # the test client's response


def types() -> list[str]:
    return sorted(one["type"] for one in stored())


def test_the_record_of_a_real_run(export: Export) -> None:
    response = export(batch(SAMPLE))
    assert (response.status_code, response.json()) == (200, {})
    assert types() == ["outcome.reported", "tool.decided", "tool.finished", "tool.proposed"]
    (outcome,) = [one for one in stored() if one["type"] == "outcome.reported"]
    assert (outcome["data"]["exit_code"], outcome["data"]["passed"]) == (3, False)
    receipt = Batch.objects.get()
    assert (receipt.client_name, receipt.client_version) == ("gemini-cli", "0.61.0")


def test_the_same_twice_stores_nothing_new(export: Export) -> None:
    body = batch(prompt(), call(), call(1, decision="reject", success=False), SAMPLE)
    assert export(body).status_code == 200
    before = stored()
    assert export(body).json() == {}
    assert stored() == before
    assert len(before) == 14


def test_the_approval_mode_is_remembered_between_requests(export: Export) -> None:
    export(batch(log("config", -60_000, approval_mode="yolo")))
    export(batch(call()))
    (accepted,) = [one for one in stored() if one["type"] == "candidate.accepted"]
    assert accepted["actor"] == "policy"


def test_the_mode_of_one_session_says_nothing_of_another(export: Export) -> None:
    export(batch(log("config", -60_000, approval_mode="yolo", **{"session.id": "other"})))
    export(batch(call()))
    (accepted,) = [one for one in stored() if one["type"] == "candidate.accepted"]
    assert (accepted["actor"], accepted["session_id"]) == ("human", SESSION)


def test_no_person_reaches_the_store(export: Export) -> None:
    export(batch(prompt(), call(), SAMPLE))
    text = json.dumps(stored())
    assert "jane@example.org" not in text
    assert "6af14cda-091e-458d-9bb0-6cc6a4f0ed1f" not in text


def test_what_is_not_known_is_named_in_the_answer(export: Export) -> None:
    response = export(batch(log("brand_new"), log("api_request")))
    assert response.json()["partialSuccess"]["errorMessage"] == "Not known here: gemini_cli.brand_new: 1."
    assert stored() == []


def test_the_version_of_node_is_not_the_clients(export: Export) -> None:
    """Its resource has `service.version` from `process.version`."""
    body = batch(prompt())
    body["resourceLogs"][0]["resource"]["attributes"] = pairs(
        {"service.name": "gemini-cli", "service.version": "v20.20.2", "process.runtime.version": "20.20.2"}
    )
    assert export(body).status_code == 200
    receipt = Batch.objects.get()
    assert (receipt.client_name, receipt.client_version) == ("gemini-cli", "")
