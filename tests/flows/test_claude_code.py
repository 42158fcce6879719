"""Claude Code's hooks and telemetry of one turn to training records: a refusal, the call proposed instead, an edit and
what the tests said of it."""

import json
import time
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.test import Client

from exports.models import Record
from exports.preferences.advance import advance
from flywheel.projects.models import Project
from telemetry import clean_interactions
from telemetry.contracts import interaction_uid
from tests.telemetry.clients.claude_code.payloads import failed, hook, prompted, ran, wrote
from tests.telemetry.clients.otlp.requests import record, request

pytestmark = pytest.mark.django_db

ASKED = "Add a discount to the cart."
TURN = interaction_uid("claude-code:abc123:prompt-1")
CODE = "total = 1\n"
REFUSED = {"name": "Bash", "arguments": {"command": "rm -rf node_modules && npm test", "description": "Start afresh"}}
APPROVED = {"name": "Bash", "arguments": {"command": "npm test", "description": "Run test suite"}}
NUMBERS = count(1)


@pytest.fixture
def send(client: Client, make_key: Callable[..., str]) -> Callable[[str, Any], None]:
    """send(address, body) posts as Claude Code does."""
    token = make_key("events:write")

    def post(address: str, body: Any) -> None:
        headers = {"authorization": f"Bearer {token}"}
        answer = client.post(f"/clients/{address}", json.dumps(body), content_type="application/json", headers=headers)
        assert (answer.status_code, answer.content) == (200, b"{}")

    return post


def told(name: str, **attributes: Any) -> dict[str, Any]:
    """A log record of this moment, with all contents switched on."""
    standard: dict[str, Any] = {"session.id": "abc123", "prompt.id": "prompt-1", "terminal.type": "iTerm.app"}
    standard |= {"event.sequence": next(NUMBERS), "app.entrypoint": "cli", "user.email": "jane@example.org"}
    return record(name, standard | attributes, timeUnixNano=str(time.time_ns()))


def decision(call: str, command: dict[str, Any], *, accepted: bool, source: str) -> dict[str, Any]:
    parameters = {"full_command": command["arguments"]["command"], "description": command["arguments"]["description"]}
    return told(
        "tool_decision",
        tool_name="Bash",
        tool_use_id=call,
        decision="accept" if accepted else "reject",
        source=source,
        tool_parameters=json.dumps(parameters),
    )


def export(*records: dict[str, Any]) -> dict[str, Any]:
    return request(*records, service="claude-code", version="2.1.295")


@pytest.mark.parametrize("passed", [True, False])
@pytest.mark.parametrize("hooks_first", [True, False])
def test_one_turn_told_by_both_becomes_these_records(
    project: Project, send: Callable[[str, Any], None], passed: bool, hooks_first: bool
) -> None:
    tested = (ran() if passed else failed("Exit code 1\n1 failed")) | {"duration_ms": 1}
    error = {} if passed else {"error": "Exit code 1\n1 failed"}
    hooks: list[Any] = [
        prompted(ASKED),
        wrote(content=CODE) | {"duration_ms": 1},
        hook("PreToolUse", tool_name="Bash", tool_input=REFUSED["arguments"], tool_use_id="toolu_refused"),
        tested,
        hook("Stop", last_assistant_message="Done."),
    ]
    records = [
        told("user_prompt", prompt="<REDACTED>"),
        told("assistant_response", response="I start afresh.", request_id="req-1", model="claude"),
        decision("toolu_refused", REFUSED, accepted=False, source="user_reject"),
        decision("toolu_bash", APPROVED, accepted=True, source="user_temporary"),
    ]

    def by_hooks() -> None:
        for each in hooks:
            send("claude-code/hooks", each)

    def by_telemetry() -> None:
        send("otlp/v1/logs", export(*records))

    for tell in (by_hooks, by_telemetry) if hooks_first else (by_telemetry, by_hooks):
        tell()
        assert advance(60)
    result = {"tool_name": "Bash", "tool_use_id": "toolu_bash", "success": "true" if passed else "false"}
    parameters = json.dumps({"full_command": "npm test", "description": "Run test suite"})
    send("otlp/v1/logs", export(told("tool_result", **result, tool_parameters=parameters, **error)))
    assert advance(60)

    found = Record.objects.filter(project=project)
    assert [row.interactions for row in found] == [[TURN]] * 4
    assert [row.prompt_contents for row in found] == [[ASKED]] * 4
    unpaired = {row.label: json.loads(row.completion or "") for row in found.filter(kind="unpaired")}
    assert unpaired == {False: REFUSED, True: APPROVED}
    pair = found.get(kind="pair")
    assert (pair.rule, json.loads(pair.chosen or ""), json.loads(pair.rejected or "")) == (
        "tool-decision",
        APPROVED,
        REFUSED,
    )
    reward = found.get(kind="reward")
    assert (reward.rule, reward.completion, reward.reward) == ("verified-outcome", CODE, 1.0 if passed else 0.0)
    assert clean_interactions.counts(project.pk).interactions == 1


def test_hooks_alone_make_no_label(project: Project, send: Callable[[str, Any], None]) -> None:
    for payload in (prompted(ASKED), wrote(content=CODE), ran()):
        send("claude-code/hooks", payload)
    assert advance(60)
    assert list(Record.objects.values_list("kind", "rule", "reward")) == [("reward", "verified-outcome", 1.0)]


def test_telemetry_alone_makes_the_labels_of_its_decisions(project: Project, send: Callable[[str, Any], None]) -> None:
    records = [
        told("user_prompt", prompt=ASKED),
        decision("toolu_1", REFUSED, accepted=False, source="user_reject"),
        decision("toolu_2", APPROVED, accepted=True, source="user_temporary"),
        decision("toolu_3", APPROVED, accepted=True, source="config"),
    ]
    send("otlp/v1/logs", export(*records))
    assert advance(60)
    assert sorted(Record.objects.values_list("kind", "label")) == [
        ("pair", None),
        ("unpaired", False),
        ("unpaired", True),
    ]


def test_tests_judge_the_edit_that_a_person_approved(project: Project, send: Callable[[str, Any], None]) -> None:
    approved = {"tool_name": "Write", "tool_use_id": "toolu_write", "decision": "accept", "source": "user_temporary"}
    send("otlp/v1/logs", export(told("user_prompt", prompt=ASKED), told("tool_decision", **approved)))
    told_by_hooks = [prompted(ASKED), wrote(content=CODE), wrote(content="other = 1\n", call="toolu_other")]
    for payload in (*told_by_hooks, failed("Exit code 1\n1 failed")):
        send("claude-code/hooks", payload)
    assert advance(60)
    assert sorted(Record.objects.values_list("kind", "rule", "label", "reward")) == [
        ("reward", "verified-outcome", None, 0.0),
        ("unpaired", "tool-decision", True, None),
    ]
    assert Record.objects.get(kind="reward").completion == CODE
