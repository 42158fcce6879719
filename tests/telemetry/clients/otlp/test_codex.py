"""Codex's records and their traps. Shapes and values are those of a captured run of Codex 0.169.0."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import timezone

from flywheel.projects.pseudonyms import pseudonym
from telemetry.clients.mapping import NO_SIGNAL, UNKNOWN_EVENT, Document, Unmappable
from telemetry.clients.otlp.mappers.codex import Codex
from telemetry.clients.otlp.mappers.codex_results import read_result
from telemetry.clients.otlp.mappers.mapper import Context, Turn
from telemetry.clients.otlp.mapping import map_records, turns_of
from telemetry.clients.otlp.records import LogRecord
from telemetry.clients.otlp.requests import read_request
from telemetry.clients.otlp.turns import recall, remember
from telemetry.ingest.unmapped import Unmapped
from telemetry.models import AgentTurn, DeveloperConsent
from tests.telemetry.clients.otlp.requests import (
    CODEX_JSON,
    CODEX_PROTOBUF,
    JSON,
    PROTOBUF,
    RECEIVED_US,
    capture,
    record,
    request,
)
from tests.telemetry.ingest.conftest import stored

CONVERSATION = "01a1fb31-c26b-7421-bde4-773f526b3e61"
REPORT = (
    "Chunk ID: 6ea2b9\nWall time: 0.0000 seconds\nProcess exited with code 3\nOriginal token count: 2\nOutput:\nhello\n"
)
AT_US = 1_795_215_704_776_000


def mapped(body: bytes, content_type: str) -> tuple[list[Document], list[Unmapped]]:
    """Events in the order they happened."""
    records = read_request(body, content_type, RECEIVED_US).records
    (batch,) = map_records(records, turns_of(records), lambda sessions: [])
    documents = [one.document for one in batch.mapped.events]
    return sorted(documents, key=lambda one: (one["occurred_at"], one["data"]["sequence"])), batch.mapped.unmapped


def events(name: str, attributes: dict[str, Any], turn: str = "turn-1") -> list[Document]:
    said = {"conversation.id": "c-1", "call_id": "call_1", "tool_name": "exec_command", "originator": "codex_cli_rs"}
    one = LogRecord(index=0, name=name, at_us=AT_US, sequence=5, attributes=said | attributes, resource={})
    return Codex().events(one, Context(lambda session, at_us: turn))


def decision(said: str, source: str = "User") -> Document:
    (found,) = events("codex.tool_decision", {"decision": said, "source": source})
    return found


def without_ids(documents: list[Document]) -> list[Document]:
    return [
        {name: said for name, said in one.items() if name not in ("event_id", "interaction_id")} for one in documents
    ]


def test_the_captured_run_is_one_turn_with_its_trajectory() -> None:
    documents, unmapped = mapped(capture(CODEX_JSON), JSON)
    assert len({one["interaction_id"] for one in documents}) == 1
    assert documents[0]["interaction_id"].startswith(f"codex:{CONVERSATION}:")
    assert len({one["event_id"] for one in documents}) == 5
    session = {"session_id": f"codex:{CONVERSATION}"}
    call = {"tool": "exec_command", "call_id": "call_1"}
    assert without_ids(documents) == [
        {
            "type": "interaction.started",
            "occurred_at": "2026-11-20T23:01:44.735000+00:00",
            **session,
            "actor": "system",  # `codex exec`: nobody typed this
            "data": {
                "surface": "agent",
                "prompt": {"messages": [{"role": "user", "content": "run the tests and add hello.py"}]},
                "sequence": 3518484,
            },
        },
        {
            "type": "tool.proposed",
            "occurred_at": "2026-11-20T23:01:44.751000+00:00",
            **session,
            "actor": "agent",
            "data": {**call, "arguments": {"cmd": "echo hello; exit 3"}, "sequence": 3131568},
        },
        {
            "type": "tool.decided",
            "occurred_at": "2026-11-20T23:01:44.761000+00:00",
            **session,
            "actor": "policy",
            "data": {**call, "decision": "approved", "source": "config", "sequence": 3503237},
        },
        {
            "type": "tool.finished",
            "occurred_at": "2026-11-20T23:01:44.776000+00:00",
            **session,
            "actor": "agent",
            "data": {
                **call,
                "success": True,
                "output": REPORT,
                "duration_ms": 24.0,
                "exit_code": 3,
                "sequence": 3131570,
            },
        },
        {
            "type": "outcome.reported",
            "occurred_at": "2026-11-20T23:01:44.776000+00:00",
            **session,
            "actor": "agent",
            "data": {
                "kind": "terminal",
                "passed": False,
                "exit_code": 3,
                "command": "echo hello; exit 3",
                "output": REPORT,
                "duration_ms": 24.0,
                "call_id": "call_1",
                "sequence": 3131571,
            },
        },
    ]
    assert unmapped == [
        Unmapped("codex.api_request", NO_SIGNAL, 2),
        Unmapped("codex.conversation_starts", NO_SIGNAL, 1),
        Unmapped("codex.sse_event", NO_SIGNAL, 10),
        Unmapped("codex.startup_phase", NO_SIGNAL, 2),
        Unmapped("codex.turn_ttft", NO_SIGNAL, 1),
    ]


def test_protobuf_tells_the_same_story() -> None:
    documents, unmapped = mapped(capture(CODEX_PROTOBUF), PROTOBUF)
    assert [(one["type"], one["occurred_at"][11:23], one["actor"]) for one in documents] == [
        ("interaction.started", "23:02:05.794", "system"),
        ("tool.proposed", "23:02:05.822", "agent"),
        ("tool.decided", "23:02:05.834", "policy"),
        ("tool.finished", "23:02:05.867", "agent"),
        ("outcome.reported", "23:02:05.867", "agent"),
    ]
    assert documents[1]["data"]["arguments"] == {"cmd": "echo hello; exit 3"}
    assert sum(one.count for one in unmapped) == 16


def test_a_redacted_prompt_is_no_text() -> None:
    (started,) = events("codex.user_prompt", {"prompt": "[REDACTED]", "prompt_length": "30"})
    assert started["data"] == {"surface": "agent", "sequence": 20}


@pytest.mark.parametrize(("originator", "actor"), [("codex_cli_rs", "human"), ("codex_exec", "system"), ("", "system")])
def test_only_an_attended_codex_has_a_person_at_the_prompt(originator: str, actor: str) -> None:
    (started,) = events("codex.user_prompt", {"prompt": "x", "originator": originator})
    assert started["actor"] == actor


@pytest.mark.parametrize(
    ("source", "actor", "told"),
    [
        ("User", "human", "user"),
        ("user", "human", "user"),
        ("Config", "policy", "config"),
        ("config", "policy", "config"),
        ("AutomatedReviewer", "agent", None),
        ("", "agent", None),
    ],
)
def test_only_user_is_a_person_whatever_the_case(source: str, actor: str, told: str | None) -> None:
    found = decision("approved", source)
    assert (found["actor"], found["data"].get("source")) == (actor, told)


@pytest.mark.parametrize(
    ("said", "decided"),
    [
        ("approved", "approved"),
        ("Approved", "approved"),
        ("approved_for_session", "approved_for_session"),
        ("approved_with_amendment", "approved"),
        ("denied", "denied"),
        ("denied_with_network_policy_deny", "denied"),
    ],
)
def test_decisions(said: str, decided: str) -> None:
    assert decision(said)["data"]["decision"] == decided


@pytest.mark.parametrize("said", ["abort", "timed_out"])
def test_an_interrupted_turn_and_silence_judge_nothing(said: str) -> None:
    with pytest.raises(Unmappable) as failure:
        decision(said)
    assert failure.value.reason == NO_SIGNAL


@pytest.mark.parametrize("said", ["", "approvedish", "maybe"])
def test_a_decision_nobody_knows_is_invalid(said: str) -> None:
    with pytest.raises(Unmappable) as failure:
        decision(said)
    assert (failure.value.reason, failure.value.field) == ("invalid_record", "attributes.decision")


def test_unknown_names_are_told_apart_from_those_without_a_signal() -> None:
    with pytest.raises(Unmappable) as failure:
        events("codex.brand_new", {})
    assert failure.value.reason == UNKNOWN_EVENT


def test_a_refused_call_has_arguments_and_no_outcome() -> None:
    """Codex reports refused calls as results too."""
    said = {"arguments": '{"cmd":"rm -rf /"}', "success": "false", "output": "exec command rejected by user"}
    found = events("codex.tool_result", said | {"duration_ms": "9000"})
    assert [one["type"] for one in found] == ["tool.proposed", "tool.finished"]
    assert found[0]["occurred_at"] == "2026-11-20T23:01:35.775000+00:00"  # before the nine seconds of asking
    assert found[1]["data"]["success"] is False
    assert "exit_code" not in found[1]["data"]


def test_a_result_without_a_call_id_or_arguments_still_counts() -> None:
    found = events("codex.tool_result", {"call_id": "", "success": "false", "output": "unsupported call: foo"})
    assert [one["type"] for one in found] == ["tool.proposed", "tool.finished"]
    assert "call_id" not in found[0]["data"]
    assert "arguments" not in found[0]["data"]


def result(**attributes: Any) -> tuple[str, int | None]:
    found = read_result(attributes)
    return found.command, found.exit_code


@pytest.mark.parametrize(
    ("arguments", "output", "expected"),
    [
        ('{"cmd": "make"}', "Wall time: 1 seconds\nProcess exited with code 0\nOutput:\nok", ("make", 0)),
        ('{"command": "make"}', "Exit code: 2\nWall time: 1.2 seconds\nOutput:\nno", ("make", 2)),
        ('{"command": ["bash", "-lc", "make it"]}', '{"output":"","metadata":{"exit_code":1}}', ("make it", 1)),
        ('{"command": ["ls", "-l"]}', '{"output":"","metadata":{"exit_code":"1"}}', ("ls -l", None)),
        ('{"session_id": 1}', "Process running with session ID 1\nOutput:\nx", ("", None)),
        ("*** Begin Patch", "Success. Updated the following files:\nA hello.py", ("", None)),
        ('{"cmd": "make"}', "Exit code: -9\nOutput:\n", ("make", -9)),
        ('{"cmd": "make"}', "Exit code: 9999999999\nOutput:\n", ("make", None)),
        ('{"cmd": 7}', "", ("", None)),
        ("[" * 5000, "{" * 5000, ("", None)),
    ],
)
def test_the_exit_code_is_read_from_the_report(arguments: str, output: str, expected: tuple[str, int | None]) -> None:
    assert result(arguments=arguments, output=output) == expected


def test_what_the_command_itself_printed_is_no_exit_code() -> None:
    printed = "Wall time: 0.1 seconds\nProcess exited with code 1\nOutput:\nProcess exited with code 0\n"
    assert result(arguments="{}", output=printed)[1] == 1
    assert result(arguments="{}", output="Wall time: 1\nOutput:\nProcess exited with code 0\n")[1] is None


def test_success_means_the_tool_ran_and_not_that_the_command_passed() -> None:
    said = {"arguments": '{"cmd": "pytest"}', "success": "true", "output": "Process exited with code 1\nOutput:\nF"}
    _, finished, outcome = events("codex.tool_result", said)
    assert finished["data"]["success"] is True
    assert (outcome["data"]["kind"], outcome["data"]["passed"], outcome["data"]["exit_code"]) == ("test", False, 1)


def test_arguments_that_are_no_json_stay_text() -> None:
    proposed = events("codex.tool_result", {"arguments": "*** Begin Patch", "success": "true"})[0]
    assert proposed["data"]["arguments"] == "*** Begin Patch"


def test_people_are_named_as_developer_and_nowhere_else() -> None:
    said = {"user.email": "jane@example.org", "user.account_id": "acc-1", "prompt": "x"}
    (started,) = events("codex.user_prompt", said)
    assert started["developer_id"] == "jane@example.org"
    rest = json.dumps({name: told for name, told in started.items() if name != "developer_id"})
    assert "jane" not in rest
    assert "acc-1" not in rest


def test_a_result_belongs_to_the_turn_in_which_its_call_began() -> None:
    turns = {1_000_000: "first", AT_US - 1_000_000: "second"}
    asked: list[int] = []

    def turn_at(session: str, at_us: int) -> str:
        asked.append(at_us)
        return max((start, name) for start, name in turns.items() if start <= at_us)[1]

    said = {"conversation.id": "c-1", "duration_ms": "5000", "success": "true"}
    one = LogRecord(index=0, name="codex.tool_result", at_us=AT_US, sequence=0, attributes=said, resource={})
    assert {found["interaction_id"] for found in Codex().events(one, Context(turn_at))} == {"first"}
    assert asked == [AT_US - 5_001_000]


def test_records_before_any_prompt_are_kept_by_conversation() -> None:
    (found,) = events("codex.tool_decision", {"decision": "approved", "source": "User"}, turn="")
    assert found["interaction_id"] == found["session_id"] == "codex:c-1"


def test_turns_begin_at_prompts_that_name_a_conversation() -> None:
    said = [{"conversation.id": "c-1", "prompt": "x"}, {"prompt": "x"}, {"conversation.id": "x" * 300}]
    records = [
        LogRecord(index=n, name="codex.user_prompt", at_us=n, sequence=0, attributes=one, resource={})
        for n, one in enumerate(said)
    ]
    found = Codex().turns(records)
    assert [turn.started_us for turn in found] == [0, 2]
    assert found[0].session == "codex:c-1"
    assert all(len(turn.session) <= 200 and len(turn.interaction_id) <= 200 for turn in found)


# Through HTTP: the past


def said_in_turn(number: int, second: int) -> list[Document]:
    """A prompt, and two seconds later a call that took a second."""
    conversation = {"conversation.id": "c-1"}
    nanoseconds = 1_795_215_700_000_000_000 + second * 1_000_000_000
    call = conversation | {"call_id": f"call_{number}", "tool_name": "exec_command"}
    prompt = conversation | {"prompt": f"prompt {number}"}
    result = call | {"success": "true", "duration_ms": "1000"}
    return [
        record("codex.user_prompt", prompt, timeUnixNano=str(nanoseconds)),
        record("codex.tool_result", result, timeUnixNano=str(nanoseconds + 2_000_000_000)),
    ]


@pytest.mark.django_db
def test_later_requests_find_the_turn_under_way(export: Callable[..., HttpResponse]) -> None:
    first, second = said_in_turn(1, 0), said_in_turn(2, 10)
    for one in [*first, *second]:
        assert export(request(one)).content == b"{}"
    trajectories: dict[str, list[str]] = {}
    for event in sorted(stored(), key=lambda event: (event["occurred_at"], event["data"]["sequence"])):
        trajectories.setdefault(event["interaction_id"], []).append(event["type"])
    assert list(trajectories.values()) == [["interaction.started", "tool.proposed", "tool.finished"]] * 2
    assert AgentTurn.objects.count() == 2

    before = {event["event_id"]: event for event in stored()}
    assert export(request(*second, *first)).content == b"{}"
    assert {event["event_id"]: event for event in stored()} == before
    assert AgentTurn.objects.count() == 2


@pytest.mark.django_db
def test_one_request_gives_the_same_events_as_many(export: Callable[..., HttpResponse]) -> None:
    records = [*said_in_turn(1, 0), *said_in_turn(2, 10)]
    read = read_request(json.dumps(request(*records)).encode(), JSON, RECEIVED_US).records
    (batch,) = map_records(read, turns_of(read), lambda sessions: [])
    for one in records:
        export(request(one))
    expected = sorted((one.document["event_id"], one.document["interaction_id"]) for one in batch.mapped.events)
    assert [(event["event_id"], event["interaction_id"]) for event in stored()] == expected


@pytest.mark.django_db
def test_the_past_is_asked_once_however_many_sessions(
    export: Callable[..., HttpResponse], django_assert_max_num_queries: Any
) -> None:
    many = [
        record("codex.tool_decision", {"conversation.id": f"c-{n}", "decision": "approved", "call_id": "1"})
        for n in range(300)
    ]
    with django_assert_max_num_queries(20):
        assert export(request(*many)).content == b"{}"
    assert len(stored()) == 300
    assert export(request(*reversed(many))).content == b"{}"
    assert len(stored()) == 300


@pytest.mark.django_db
@pytest.mark.parametrize(("level", "turns"), [("none", 0), ("signals", 1), ("full", 1)])
def test_nothing_is_remembered_of_people_who_let_nothing_be_stored(
    export: Callable[..., HttpResponse], project: Any, level: str, turns: int
) -> None:
    name = pseudonym(bytes(project.pseudonym_key), "jane@example.org")
    DeveloperConsent.objects.create(project=project, developer=name, level=level, decided_at=timezone.now())
    said = {"conversation.id": "c-1", "prompt": "x", "user.email": "jane@example.org"}
    assert export(request(record("codex.user_prompt", said))).content == b"{}"
    assert AgentTurn.objects.count() == len(stored()) == turns


@pytest.mark.django_db
def test_nothing_is_remembered_in_projects_that_let_nothing_be_stored(
    export: Callable[..., HttpResponse], project: Any
) -> None:
    type(project).objects.update(consent="none")
    assert export(request(*said_in_turn(1, 0))).content == b"{}"
    assert AgentTurn.objects.count() == len(stored()) == 0


def test_a_long_output_keeps_its_beginning_and_its_end() -> None:
    output = f"Process exited with code 1\nOutput:\n{'x' * 2_000_000}the end"
    _, finished, _ = events("codex.tool_result", {"output": output, "success": "true"})
    kept = finished["data"]["output"]
    assert len(kept) == 200_003
    assert kept.startswith("Process exited with code 1\n")
    assert kept.endswith("xthe end")


def test_turns_of_another_project_are_not_known(outsider_project: Any, project: Any) -> None:
    remember(outsider_project.pk, [Turn("codex:c-1", 5, "theirs")])
    remember(project.pk, [Turn("codex:c-1", 7, "ours"), Turn("a\0b", 7, "x"), Turn("y" * 201, 7, "x")])
    remember(project.pk, [Turn("codex:c-1", 7, "late")])
    assert recall(project.pk, ["codex:c-1", "a\0b", "y" * 201]) == [Turn("codex:c-1", 7, "ours")]


def test_the_request_for_a_title_is_no_persons_prompt() -> None:
    """The terminal makes one of every prompt, in a conversation of its own."""
    said = "Generate a concise, single-line task title of at most 36 characters and so on.\n\nUser prompt:\nFix add"
    with pytest.raises(Unmappable) as failure:
        events("codex.user_prompt", {"prompt": said, "originator": "codex-tui"})
    assert failure.value.reason == NO_SIGNAL


def test_that_a_patch_could_be_applied_is_no_outcome() -> None:
    said = {"tool_name": "apply_patch", "arguments": "*** Begin Patch", "success": "true"}
    found = events("codex.tool_result", said | {"output": "Exit code: 0\nWall time: 0.1 seconds\nOutput:\nSuccess."})
    assert [one["type"] for one in found] == ["tool.proposed", "tool.finished"]


def test_only_the_first_approval_for_the_session_is_an_answer() -> None:
    """In one request or several, and of each tool."""
    said = {"conversation.id": "c-1", "decision": "approved_for_session", "source": "User"}
    records = [
        LogRecord(
            index=n,
            name="codex.tool_decision",
            at_us=AT_US + n,
            sequence=0,
            attributes=said | {"call_id": f"call_{n}", "tool_name": tool},
            resource={},
        )
        for n, tool in enumerate(["apply_patch", "apply_patch", "exec_command"])
    ]
    (batch,) = map_records(records, turns_of(records), lambda sessions: [])
    told = [(one.document["actor"], one.document["data"]["source"]) for one in batch.mapped.events]
    assert told == [("human", "user"), ("policy", "config"), ("human", "user")]
    (later,) = map_records(records[1:2], turns_of(records[1:2]), lambda sessions: turns_of(records[:1]))
    assert later.mapped.events[0].document["actor"] == "policy"
