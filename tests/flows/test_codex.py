"""A captured run of Codex to training records: configuration's approvals make none, a person's make labels."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from django.test import Client

from exports.models import Record
from exports.preferences.advance import advance
from flywheel.projects.models import Project
from telemetry.contracts import CleanInteraction
from telemetry.models import CleanInteractionRow
from tests.telemetry.clients.otlp.requests import CODEX_JSON, capture

pytestmark = pytest.mark.django_db

CALL = {"name": "exec_command", "arguments": {"cmd": "echo hello; exit 3"}}


@pytest.fixture
def export(client: Client, make_key: Callable[..., str]) -> Callable[[bytes], None]:
    """Posts a request as Codex does, and runs the pipeline until nothing waits."""
    token = make_key("events:write")

    def send(body: bytes) -> None:
        headers = {"authorization": f"Bearer {token}"}
        answer = client.post("/clients/otlp/v1/logs", body, content_type="application/json", headers=headers)
        assert (answer.status_code, answer.content) == (200, b"{}")
        assert advance(60)

    return send


def captured() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The request, and its records to be changed."""
    request = json.loads(capture(CODEX_JSON))
    return request, request["resourceLogs"][0]["scopeLogs"][0]["logRecords"]


def named(records: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(one for one in records if said(one)["event.name"] == name)


def said(record: dict[str, Any]) -> dict[str, Any]:
    return {pair["key"]: next(iter(pair["value"].values())) for pair in record["attributes"]}


def changed(record: dict[str, Any], later_ms: int = 0, **attributes: str) -> dict[str, Any]:
    """A copy with attributes replaced, `later_ms` milliseconds later (within the captured second)."""
    now = said(record)["event.timestamp"]
    attributes["event.timestamp"] = f"{now[:20]}{int(now[20:23]) + later_ms:03d}Z"
    pairs = [
        pair
        if pair["key"] not in attributes
        else {"key": pair["key"], "value": {"stringValue": attributes[pair["key"]]}}
        for pair in record["attributes"]
    ]
    observed = str(int(record["observedTimeUnixNano"]) + later_ms * 1_000_000)
    return record | {"attributes": pairs, "observedTimeUnixNano": observed}


def test_an_approval_by_configuration_is_no_label(project: Project, export: Callable[[bytes], None]) -> None:
    export(capture(CODEX_JSON))
    row = CleanInteractionRow.objects.get(project=project)
    interaction = msgspec.json.decode(row.document or "", type=CleanInteraction).interaction
    assert interaction.surface == "agent"
    assert interaction.prompt is not None
    assert [message.content for message in interaction.prompt.messages] == ["run the tests and add hello.py"]
    assert [(signal.type, signal.actor) for signal in interaction.signals] == [
        ("tool.proposed", "agent"),
        ("tool.decided", "policy"),
        ("tool.finished", "agent"),
        ("outcome.reported", "agent"),
    ]
    assert {signal.data["call_id"] for signal in interaction.signals} == {"call_1"}
    outcome = interaction.signals[-1].data
    assert (outcome["passed"], outcome["exit_code"], outcome["kind"]) == (False, 3, "terminal")
    assert not Record.objects.exists()


@pytest.mark.parametrize(("decision", "label"), [("approved", True), ("denied", False)])
def test_a_persons_decision_is_a_label(
    project: Project, export: Callable[[bytes], None], decision: str, label: bool
) -> None:
    request, records = captured()
    place = records.index(named(records, "codex.tool_decision"))
    records[place] = changed(records[place], decision=decision, source="User")
    export(json.dumps(request).encode())
    record = Record.objects.get(project=project)
    assert (record.kind, record.rule, record.label) == ("unpaired", "tool-decision", label)
    assert (record.prompt_roles, record.prompt_contents) == (["user"], ["run the tests and add hello.py"])
    assert json.loads(record.completion or "") == CALL


def test_denied_and_proposed_again_is_a_pair_also_from_two_exports(
    project: Project, export: Callable[[bytes], None]
) -> None:
    request, records = captured()
    decided, finished = named(records, "codex.tool_decision"), named(records, "codex.tool_result")
    prompt = named(records, "codex.user_prompt")
    scope = request["resourceLogs"][0]["scopeLogs"][0]

    refused: dict[str, Any] = {"success": "false", "output": "exec command rejected by user"}
    scope["logRecords"] = [prompt, changed(decided, decision="denied", source="User"), changed(finished, **refused)]
    export(json.dumps(request).encode())
    again: dict[str, Any] = {"call_id": "call_2", "arguments": '{"cmd": "echo hello"}'}
    scope["logRecords"] = [
        changed(decided, later_ms=100, decision="approved", source="User", call_id="call_2"),
        changed(finished, later_ms=100, **again),
    ]
    export(json.dumps(request).encode())

    pair = Record.objects.get(project=project, kind="pair")
    assert pair.rule == "tool-decision"
    assert json.loads(pair.chosen or "") == CALL | {"arguments": {"cmd": "echo hello"}}
    assert json.loads(pair.rejected or "") == CALL
    assert len(pair.events) == 4
