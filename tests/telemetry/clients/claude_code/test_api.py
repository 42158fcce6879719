"""Hooks and telemetry through their addresses: answers, storage, turns, and the two sources of one turn."""

import gzip
import json
from typing import Any

import pytest
from django.test import Client

from flywheel.projects.models import Project
from telemetry.clients.outage.drain import drain
from telemetry.contracts import interaction_uid
from telemetry.models import AgentTurn, Batch, InteractionAlias, ToolCallLink
from tests.flows.processes import wait_until
from tests.telemetry.clients.claude_code.conftest import Post
from tests.telemetry.clients.claude_code.payloads import SESSION, TURN, failed, hook, prompted, ran, wrote
from tests.telemetry.clients.otlp import requests
from tests.telemetry.clients.outage.conftest import Away
from tests.telemetry.ingest.conftest import stored

# As a third party published it: no `tool_use_id` yet, and every name bare.
PUBLISHED = """
{"resourceLogs":[{"resource":{"attributes":[{"key":"host.arch","value":{"stringValue":"arm64"}},
{"key":"service.name","value":{"stringValue":"claude-code"}},
{"key":"service.version","value":{"stringValue":"2.1.116"}}],"droppedAttributesCount":0},
"scopeLogs":[{"scope":{"name":"com.anthropic.claude_code.events","version":"2.1.116"},"logRecords":[{
"timeUnixNano":"1777757388253000000","observedTimeUnixNano":"1777757388253000000",
"body":{"stringValue":"claude_code.tool_decision"},"attributes":[
{"key":"user.id","value":{"stringValue":"0a2c…"}},
{"key":"session.id","value":{"stringValue":"2c047cd5-589c-4242-a141-0da79182267e"}},
{"key":"user.email","value":{"stringValue":"dev@example.com"}},
{"key":"terminal.type","value":{"stringValue":"iTerm.app"}},
{"key":"event.name","value":{"stringValue":"tool_decision"}},
{"key":"event.timestamp","value":{"stringValue":"2026-05-02T21:29:48.253Z"}},
{"key":"event.sequence","value":{"intValue":7361}},
{"key":"prompt.id","value":{"stringValue":"16717426-9177-41ac-97ec-51063f4b06aa"}},
{"key":"decision","value":{"stringValue":"accept"}},
{"key":"source","value":{"stringValue":"config"}},
{"key":"tool_name","value":{"stringValue":"Bash"}}],"droppedAttributesCount":0}]}]}]}
"""


def decision(call: str = "toolu_write", **attributes: Any) -> dict[str, Any]:
    """A request with a decision about a call, as of now: hooks are given the time of their receipt."""
    given = {
        "session.id": SESSION,
        "prompt.id": TURN.rpartition(":")[2],
        "event.sequence": 3,
        "app.entrypoint": "cli",
        "tool_use_id": call,
        "tool_name": "Write",
        "decision": "accept",
        "source": "user_temporary",
    }
    return requests.request(
        requests.record("tool_decision", given | attributes), service="claude-code", version="2.1.295"
    )


def types(project_interaction: str) -> list[str]:
    return sorted(event["type"] for event in stored() if event["interaction_id"] == project_interaction)


def turns() -> list[str]:
    return list(AgentTurn.objects.order_by("started_us").values_list("interaction_id", flat=True))


@pytest.mark.parametrize(
    "payload",
    [
        prompted(),
        wrote(),
        ran(),
        failed("Exit code 1"),
        hook("Stop"),
        hook("BrandNewHook"),
        {},
        {"hook_event_name": ["PostToolUse"]},
        wrote() | {"tool_input": "\ud800", "session_id": "a\0b"},
        {"hook_event_name": "PostToolUse", "session_id": 10**40},
    ],
)
def test_every_json_object_is_answered_with_an_empty_one(post: Post, payload: dict[str, Any]) -> None:
    answer = post(payload)
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "application/json", b"{}")


def test_a_compressed_body_is_read(post: Post) -> None:
    assert post(gzip.compress(json.dumps(wrote()).encode()), content_encoding="gzip").content == b"{}"
    assert len(stored()) == 3


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"{", b'{"a":\xff}', b'{"a":' * 100_000, b'{"a":1e999}'])
def test_only_a_body_that_is_no_object_is_refused(post: Post, body: bytes) -> None:
    answer = post(body)
    assert (answer.status_code, json.loads(answer.content)["code"]) == (400, "malformed_body")
    assert not Batch.objects.exists()


def test_without_a_key_nothing_is_taken(client: Client, post: Post) -> None:
    answer = client.post("/clients/claude-code/hooks", "{}", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (401, "missing_key")
    unknown = post(wrote(), token="fw_no_no")
    assert (unknown.status_code, json.loads(unknown.content)["code"]) == (401, "invalid_key")
    assert not Batch.objects.exists()


def test_a_key_without_the_scope_is_refused(post: Post, make_key: Any) -> None:
    assert post(wrote(), token=make_key("datasets:read")).status_code == 403


def test_what_was_not_understood_stands_on_the_receipt(post: Post) -> None:
    post(hook("BrandNewHook"))
    batch = Batch.objects.get()
    assert (batch.source, batch.client_name, batch.accepted) == ("claude-code", "claude-code-hooks", 0)
    assert batch.unmapped == [{"name": "BrandNewHook", "reason": "unknown_event"}]


def test_the_calls_after_a_prompt_are_its_turn(post: Post) -> None:
    for payload in (prompted("One."), wrote(), ran(), prompted("Two."), wrote(call="toolu_2")):
        post(payload)
    first, second = turns()
    assert types(first) == [
        "candidate.generated",
        "interaction.started",
        "outcome.reported",
        "tool.finished",
        "tool.finished",
        "tool.proposed",
        "tool.proposed",
    ]
    assert types(second) == ["candidate.generated", "interaction.started", "tool.finished", "tool.proposed"]


def test_hooks_that_name_their_prompt_need_no_join_with_telemetry(post: Post, export: Post) -> None:
    ids = {"session_id": SESSION, "prompt_id": TURN.rpartition(":")[2]}
    post(prompted() | ids)
    post(wrote() | ids)
    export(decision())
    assert types(TURN) == [
        "candidate.accepted",
        "candidate.generated",
        "interaction.started",
        "tool.decided",
        "tool.finished",
        "tool.proposed",
        "tool.proposed",
    ]
    assert ToolCallLink.objects.count() == 2
    assert not InteractionAlias.objects.exists()


def test_another_sessions_and_another_projects_turns_are_others(
    post: Post, make_key: Any, outsider_project: Project
) -> None:
    post(prompted())
    post(wrote() | {"session_id": "other"})
    assert types("claude-code-hook:other:toolu_write") == ["candidate.generated", "tool.finished", "tool.proposed"]
    post(wrote(), token=make_key("events:write", of=outsider_project))
    assert types("claude-code-hook:abc123:toolu_write") == ["candidate.generated", "tool.finished", "tool.proposed"]


def test_the_same_hooks_again_store_nothing_new(post: Post) -> None:
    said = [prompted(), hook("PreToolUse", **tool(wrote())), wrote(), ran(), failed("Exit code 1", tool_use_id="t3")]
    for payload in said:
        post(payload)
    before = stored()
    for payload in said:
        assert post(payload).content == b"{}"
    assert stored() == before
    assert list(Batch.objects.order_by("received_at").values_list("accepted", "duplicates", "rejected"))[5:] == [
        (0, 1, 0),
        (0, 1, 0),
        (0, 3, 0),
        (0, 3, 0),
        (0, 3, 0),
    ]


def tool(payload: dict[str, Any]) -> dict[str, Any]:
    return {name: payload[name] for name in ("tool_name", "tool_input", "tool_use_id")}


def test_whoever_consents_to_nothing_leaves_no_trace(post: Post, project: Project) -> None:
    project.consent = "none"
    project.save()
    for payload in (prompted(), wrote()):
        assert post(payload).content == b"{}"
    assert stored() == []
    assert not AgentTurn.objects.exists()
    assert not ToolCallLink.objects.exists()


def test_the_developer_is_the_keys_or_the_headers(post: Post) -> None:
    post(wrote(), x_flywheel_developer="jane@example.org")
    (developer,) = {event["developer"] for event in stored()}
    assert len(developer) == 32
    assert "jane" not in json.dumps(stored())


def test_hooks_wait_on_disk_while_the_database_is_away(post: Post, export: Post, away: Away) -> None:
    assert post(prompted()).status_code == 200  # the key is known from now on
    with away():
        answers = [post(payload) for payload in (prompted("Away."), wrote())]
    assert [(answer.status_code, answer.content) for answer in answers] == [(200, b"{}")] * 2
    wait_until(lambda: len(stored()) == 5, "what waited is stored")
    drain()
    assert len(turns()) == 2
    assert types("claude-code-hook:abc123:toolu_write") == ["candidate.generated", "tool.finished", "tool.proposed"]
    assert export(decision()).status_code == 200
    alias = InteractionAlias.objects.get()
    assert alias.uid == interaction_uid("claude-code-hook:abc123:toolu_write")
    assert alias.into == interaction_uid(TURN)


def test_a_published_capture_becomes_these_events(export: Post) -> None:
    assert export(PUBLISHED.encode()).content == b"{}"
    assert Batch.objects.get().client_name == "claude-code"
    common = {
        "occurred_at": "2026-05-02T21:29:48.253000+00:00",
        "interaction_id": TURN,
        "session_id": SESSION,
    }
    found = sorted(stored(), key=lambda event: event["data"]["sequence"])
    assert [
        {name: value for name, value in event.items() if name not in ("event_id", "developer")} for event in found
    ] == [
        common | {"type": "tool.proposed", "actor": "agent", "data": {"tool": "Bash", "sequence": 36805}},
        common
        | {"type": "tool.decided", "actor": "policy"}
        | {"data": {"tool": "Bash", "decision": "approved", "source": "config", "sequence": 36806}},
    ]
    assert "dev@example.com" not in json.dumps(found)
    export(PUBLISHED.encode())
    assert len(stored()) == 2


@pytest.mark.parametrize("encoded", [True, False])
def test_numbers_may_be_strings(export: Post, encoded: bool) -> None:
    given = {"session.id": "s", "prompt.id": "p", "event.sequence": "12" if encoded else 12, "tool_name": "Read"}
    given |= {"success": "true" if encoded else True, "duration_ms": "8" if encoded else 8}
    export(requests.request(requests.record("tool_result", given), service="claude-code"))
    (event,) = stored()
    assert event["data"] == {"tool": "Read", "success": True, "duration_ms": 8.0, "sequence": 12 * 5 + 3}


def test_names_with_their_prefix_are_the_same(export: Post) -> None:
    given = {"session.id": "s", "prompt.id": "p", "prompt": "Do it."}
    export(requests.request(requests.record("claude_code.user_prompt", given), service="claude-code"))
    assert [event["type"] for event in stored()] == ["interaction.started"]


def test_protobuf_tells_the_same(post: Post, client: Client, key: str) -> None:
    body = requests.protobuf(decision())
    headers = {"authorization": f"Bearer {key}"}
    answer = client.post("/clients/otlp/v1/logs", body, content_type="application/x-protobuf", headers=headers)
    assert (answer.status_code, answer.content) == (200, b"")
    assert sorted(event["type"] for event in stored()) == ["candidate.accepted", "tool.decided", "tool.proposed"]


@pytest.mark.parametrize("hooks_first", [True, False])
def test_hooks_and_telemetry_of_one_call_are_one_turn(post: Post, export: Post, hooks_first: bool) -> None:
    def by_hooks() -> None:
        post(prompted())
        post(wrote())

    def by_telemetry() -> None:
        export(decision())

    for tell in (by_hooks, by_telemetry) if hooks_first else (by_telemetry, by_hooks):
        tell()
    alias = InteractionAlias.objects.get()
    assert (alias.uid, alias.into) == (interaction_uid(turns()[0]), interaction_uid(TURN))


def test_telemetry_of_another_project_joins_nothing(
    post: Post, export: Post, make_key: Any, outsider_project: Project
) -> None:
    post(wrote())
    export(decision(), token=make_key("events:write", of=outsider_project))
    assert ToolCallLink.objects.count() == 2
    assert not InteractionAlias.objects.exists()
