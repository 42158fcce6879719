"""Gemini CLI's records as events, written out, and each of their traps."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.clients.mapping import INVALID_RECORD, NO_SIGNAL, UNKNOWN_EVENT, Document, Unmappable
from telemetry.clients.otlp.mappers.gemini_cli import GeminiCli
from telemetry.clients.otlp.mappers.mapper import Context
from telemetry.clients.otlp.mapping import map_records, turns_of
from telemetry.clients.otlp.records import LogRecord
from telemetry.clients.otlp.requests import read_request
from telemetry.ingest.errors import RejectedEvent
from telemetry.ingest.unmapped import Unmapped
from telemetry.ingest.wire.check import check, parse
from tests.telemetry.clients.gemini_cli.records import AT, FIXED, PROMPT, SAMPLE, SESSION, batch, call, log, prompt
from tests.telemetry.clients.otlp.requests import JSON, RECEIVED_US

COUNTS = {"user_added_lines": 0, "user_removed_lines": 0, "user_added_chars": 0, "user_removed_chars": 0}
OPEN = {"user_added_lines": 1, "model_added_lines": 3}


def mapped(*records: Document) -> tuple[list[Document], list[Unmapped]]:
    body = json.dumps(batch(*records)).encode()
    read = read_request(body, JSON, RECEIVED_US).records
    (found,) = map_records(read, turns_of(read), lambda sessions: [])
    return [one.document for one in found.mapped.events], found.mapped.unmapped


def events(*records: Document) -> list[Document]:
    found, unmapped = mapped(*records)
    assert unmapped == []
    return found


def of(kind: str, *records: Document) -> Document:
    (found,) = [one for one in events(*records) if one["type"] == kind]
    return found


def kinds(*records: Document) -> list[str]:
    return [one["type"] for one in events(*records)]


def actors(*records: Document) -> dict[str, str]:
    return {one["type"]: one["actor"] for one in events(*records)}


def without_ids(documents: list[Document]) -> list[Document]:
    return [{name: value for name, value in one.items() if name != "event_id"} for one in documents]


def test_the_record_of_a_real_run() -> None:
    """--yolo, `success` true and exit code 3, `value: {}`."""
    found = events(SAMPLE)
    call_id = found[0]["data"]["call_id"]
    assert len({one["event_id"] for one in found}) == 4
    shared = {
        "interaction_id": f"gemini-cli:{SESSION}:{SESSION}",
        "session_id": SESSION,
        "developer_id": "6af14cda-091e-458d-9bb0-6cc6a4f0ed1f",
    }
    named = {"tool": "run_shell_command", "call_id": call_id}
    arguments = {"command": "echo hello; exit 3", "description": "run"}
    assert without_ids(found) == [
        {
            "type": "tool.proposed",
            "occurred_at": "2026-11-20T23:02:31.116000+00:00",
            **shared,
            "actor": "agent",
            "data": {**named, "arguments": arguments, "sequence": 0},
        },
        {
            "type": "tool.decided",
            "occurred_at": AT,
            **shared,
            "actor": "policy",
            "data": {**named, "decision": "approved", "source": "config", "sequence": 2},
        },
        {
            "type": "tool.finished",
            "occurred_at": AT,
            **shared,
            "actor": "system",
            "data": {**named, "success": False, "sequence": 5},
        },
        {
            "type": "outcome.reported",
            "occurred_at": AT,
            **shared,
            "actor": "system",
            "data": {
                "kind": "terminal",
                "passed": False,
                "exit_code": 3,
                "command": "echo hello; exit 3",
                "duration_ms": 27,
                "call_id": call_id,
                "sequence": 6,
            },
        },
    ]


def test_a_prompt_begins_the_turn() -> None:
    (found,) = without_ids(events(prompt(after_ms=0)))
    assert found == {
        "type": "interaction.started",
        "occurred_at": AT,
        "interaction_id": f"gemini-cli:{SESSION}:{PROMPT}",
        "session_id": SESSION,
        "developer_id": "jane@example.org",
        "actor": "human",
        "data": {"surface": "agent", "prompt": {"messages": [{"role": "user", "content": "fix add"}]}, "sequence": 0},
    }


def test_a_prompt_whose_text_is_not_logged_begins_it_too() -> None:
    assert of("interaction.started", prompt(None))["data"] == {"surface": "agent", "sequence": 0}


def test_a_prompt_of_a_script_is_nobodys() -> None:
    assert actors(log("user_prompt", interactive=False)) == {"interaction.started": "system"}


def test_an_approved_file_is_a_candidate_taken() -> None:
    found = events(call())
    call_id = found[0]["data"]["call_id"]
    assert [(one["type"], one["actor"], one.get("candidate_id"), one["data"]) for one in found] == [
        (
            "tool.proposed",
            "agent",
            None,
            {
                "tool": "write_file",
                "call_id": call_id,
                "arguments": {"file_path": "/w/add.py", "content": FIXED},
                "sequence": 0,
            },
        ),
        (
            "tool.decided",
            "human",
            None,
            {"tool": "write_file", "call_id": call_id, "decision": "approved", "source": "user", "sequence": 2},
        ),
        ("candidate.generated", "agent", call_id, {"text": FIXED, "sequence": 1}),
        ("candidate.accepted", "human", call_id, {"kind": "full", "sequence": 3}),
        ("tool.finished", "system", None, {"tool": "write_file", "call_id": call_id, "success": True, "sequence": 5}),
    ]
    assert {one["occurred_at"] for one in found} == {"2026-11-20T23:02:27.143000+00:00", AT}


def test_a_refused_file_never_ran() -> None:
    found = events(call(decision="reject", success=False))
    assert [(one["type"], one["actor"]) for one in found] == [
        ("tool.proposed", "agent"),
        ("tool.decided", "human"),
        ("candidate.generated", "agent"),
        ("candidate.dismissed", "human"),
    ]
    assert found[1]["data"]["decision"] == "denied"
    assert found[3]["data"] == {"reason": "explicit", "visible_ms": 4000, "sequence": 3}


def test_a_replacement_is_its_new_text() -> None:
    arguments = json.dumps({"file_path": "/w/add.py", "old_string": "a - b", "new_string": "a + b"})
    record = call(function_name="replace", function_args=arguments)
    assert of("candidate.generated", record)["data"]["text"] == "a + b"


def test_a_file_the_person_rewrote_holds_both_texts() -> None:
    arguments = {"file_path": "/w/a.py", "content": "mine", "ai_proposed_content": "its", "modified_by_user": True}
    found = events(call(function_args=json.dumps(arguments), metadata=json.dumps(OPEN)))
    assert [(one["type"], one["actor"]) for one in found] == [
        ("tool.proposed", "agent"),
        ("candidate.generated", "agent"),
        ("candidate.accepted", "human"),
        ("candidate.edited", "human"),
        ("tool.finished", "system"),
    ]
    assert found[0]["data"]["arguments"] == {"file_path": "/w/a.py", "content": "its"}
    assert found[1]["data"]["text"] == "its"
    assert found[3]["data"] == {"final_text": "mine", "after_s": 0, "sequence": 4}


def test_a_replacement_the_person_rewrote_is_not_the_models() -> None:
    """There, `ai_proposed_content` is the file as it was before, and `new_string` the person's whole file."""
    arguments = {
        "file_path": "/w/a.py",
        "old_string": "whole old file",
        "new_string": "whole new file",
        "ai_proposed_content": "whole old file",
        "modified_by_user": True,
    }
    found = events(call(function_name="replace", function_args=json.dumps(arguments)))
    assert [one["type"] for one in found] == [
        "tool.proposed",
        "candidate.accepted",
        "candidate.edited",
        "tool.finished",
    ]
    assert "arguments" not in found[0]["data"]
    assert found[2]["data"] == {"after_s": 0, "sequence": 4}


@pytest.mark.parametrize(
    "attributes", [{"decision": "modify"}, {"metadata": json.dumps(OPEN)}, {"metadata": {"user_removed_chars": 2}}]
)
def test_counts_of_lines_tell_of_an_edit_without_its_text(attributes: dict[str, Any]) -> None:
    found = events(call(function_args=None, **attributes))
    assert [one["type"] for one in found] == [
        "tool.proposed",
        "candidate.accepted",
        "candidate.edited",
        "tool.finished",
    ]
    assert found[2]["actor"] == "human"
    assert found[2]["data"] == {"after_s": 0, "sequence": 4}


def test_counts_of_zero_are_no_edit() -> None:
    assert "candidate.edited" not in kinds(call(metadata=json.dumps(COUNTS)))


def test_arguments_that_are_not_logged_leave_the_steps() -> None:
    found = events(call(function_args=None))
    assert [one["type"] for one in found] == ["tool.proposed", "tool.decided", "tool.finished"]
    assert "arguments" not in found[0]["data"]


@pytest.mark.parametrize(
    "attributes",
    [
        {"interactive": False},
        {"interactive": None},
        {"duration_ms": 27},  # nobody answers that fast: the policy let it through
        {"function_name": "read_file"},
        {"function_name": "run_shell_command", "function_args": '{"command": "cd w && ls -la | head; git log"}'},
        {"function_name": "run_shell_command", "function_args": None},
        {"decision": "auto_accept", "interactive": False},
        {"decision": "reject", "success": False, "interactive": False},
        {"decision": "modify", "interactive": False},
    ],
)
def test_what_no_person_decided(attributes: dict[str, Any]) -> None:
    assert "human" not in actors(call(**attributes)).values()


@pytest.mark.parametrize("decision", ["accept", "auto_accept", "reject", "modify"])
def test_what_a_person_decided(decision: str) -> None:
    assert "human" in actors(call(decision=decision, success=decision != "reject")).values()


@pytest.mark.parametrize(
    "attributes",
    [
        {"decision": "auto_accept"},
        {"decision": "reject", "success": True},  # "for all future sessions" is logged so, and the call ran
        {"decision": "reject", "success": False, "error": "disk full"},
    ],
)
def test_an_answer_for_later_calls_too(attributes: dict[str, Any]) -> None:
    decided = of("tool.decided", call(**attributes))
    assert (decided["actor"], decided["data"]["decision"]) == ("human", "approved_for_session")
    assert of("candidate.accepted", call(**attributes))["actor"] == "human"


def test_what_an_earlier_answer_covers_was_not_asked_again() -> None:
    """However long it took: of a command, that is its own time."""
    first, again = call(-20_000, decision="auto_accept"), call()
    other = call(1, mcp_server_name="files", function_name="mcp_files_read", function_args="{}")
    found, _ = mapped(first, again, other)
    decided = [(one["actor"], one["data"]["decision"]) for one in found if one["type"] == "tool.decided"]
    assert decided == [("human", "approved_for_session"), ("policy", "approved"), ("human", "approved")]


@pytest.mark.parametrize("decision", ["reject", "accept"])
def test_an_edit_changed_twice_is_wholly_the_persons(decision: str) -> None:
    """The editor's second opening takes the person's first version for the model's."""
    arguments = {
        "file_path": "/w/a.py",
        "content": "z = 2\n",
        "ai_proposed_content": "z = 2\n",
        "modified_by_user": True,
    }
    found = events(call(decision=decision, success=decision == "accept", function_args=json.dumps(arguments)))
    assert "arguments" not in found[0]["data"]
    assert "candidate.generated" not in [one["type"] for one in found]
    assert "z = 2" not in json.dumps(found)


@pytest.mark.parametrize(
    ("mode", "actor"), [("default", "human"), ("plan", "human"), ("autoEdit", "policy"), ("yolo", "policy")]
)
def test_the_sessions_approval_mode_tells_who_accepts(mode: str, actor: str) -> None:
    found, unmapped = mapped(log("config", -60_000, approval_mode=mode, prompt_id=None), call())
    assert [one["actor"] for one in found if one["type"] == "candidate.accepted"] == [actor]
    assert unmapped == [Unmapped("gemini_cli.config", NO_SIGNAL, 1, "")]


def test_accepting_edits_automatically_leaves_commands_to_the_person() -> None:
    shell = call(function_name="run_shell_command", function_args='{"command": "make"}')
    found, _ = mapped(log("config", -60_000, approval_mode="autoEdit"), shell)
    assert [one["actor"] for one in found if one["type"] == "tool.decided"] == ["human"]


def test_a_mode_counts_from_when_it_was_set() -> None:
    switched = log("plan.approval_mode_switch", -6_000, from_mode="default", to_mode="yolo")
    before, after = call(-20_000), call(0)
    found, _ = mapped(log("config", -60_000, approval_mode="default"), switched, before, after)
    assert [one["actor"] for one in found if one["type"] == "candidate.accepted"] == ["human", "policy"]


def test_exit_codes_are_those_of_the_metadata() -> None:
    shell = call(
        function_name="run_shell_command",
        function_args='{"command": "cd w && pytest -q"}',
        metadata={"exitCode": 1, "isError": True},
    )
    assert of("tool.finished", shell)["data"]["success"] is False
    data = of("outcome.reported", shell)["data"]
    assert (data["kind"], data["passed"], data["exit_code"]) == ("test", False, 1)
    assert "duration_ms" not in data  # the person's answer took its part of it


@pytest.mark.parametrize(
    "attributes",
    [
        {},  # up to version 0.30
        {"start_time": None, "metadata": None},  # up to version 0.40
        {"start_time": None, "metadata": '{"pid": 7}'},  # moved to the background
        {"start_time": None, "success": False},
        {"start_time": None, "duration_ms": 300_000},  # may have been ended by the limit
        {"start_time": None, "duration_ms": None},
    ],
)
def test_success_alone_is_no_exit_code(attributes: dict[str, Any]) -> None:
    said = {"function_name": "run_shell_command", "function_args": '{"command": "pytest"}'}
    data = of("outcome.reported", call(**(said | attributes)))["data"]
    assert (data["kind"], data["passed"]) == ("test", None)
    assert "exit_code" not in data


def test_success_without_metadata_is_an_exit_with_0_where_only_others_are_told() -> None:
    shell = call(function_name="run_shell_command", function_args='{"command": "pytest"}', start_time=None)
    data = of("outcome.reported", shell)["data"]
    assert (data["kind"], data["passed"], data["exit_code"]) == ("test", True, 0)


def test_a_command_in_the_background_has_no_outcome() -> None:
    arguments = '{"command": "npm start", "is_background": true}'
    shell = call(function_name="run_shell_command", function_args=arguments, metadata='{"exitCode": 0}')
    assert "outcome.reported" not in kinds(shell)


def test_a_call_the_model_got_wrong() -> None:
    failed = call(
        decision=None, success=False, error="params must have property 'content'", error_type="invalid_tool_params"
    )
    found = events(failed)
    assert [one["type"] for one in found] == ["tool.proposed", "candidate.generated", "tool.finished"]
    data = found[-1]["data"]
    assert (data["success"], data["output"], data["error_type"]) == (
        False,
        "params must have property 'content'",
        "invalid_arguments",
    )


def test_a_call_that_fell_with_another_one_was_judged_by_nobody() -> None:
    assert kinds(call(decision=None, success=False)) == ["tool.proposed", "candidate.generated"]


def test_arguments_too_deep_to_be_stored_leave_the_steps() -> None:
    arguments: Any = "x"
    for _ in range(200):
        arguments = {"content": arguments}
    found = events(call(function_args=json.dumps(arguments)))
    assert [one["type"] for one in found] == ["tool.proposed", "tool.decided", "tool.finished"]
    assert "arguments" not in found[0]["data"]


@pytest.mark.parametrize("arguments", ["{", "[1]", "7", "null", "", 7, True, ["x"]])
def test_arguments_that_are_no_object_are_none(arguments: object) -> None:
    assert "arguments" not in of("tool.proposed", call(function_args=arguments))["data"]


def test_names_lose_what_the_store_cannot_hold() -> None:
    assert of("tool.proposed", call(function_name="a\0b" + "c" * 300))["data"]["tool"] == "ab" + "c" * 198


def test_start_and_end_are_the_clients() -> None:
    found = of("tool.proposed", call(start_time=1_795_215_750_000))
    assert found["occurred_at"] == "2026-11-20T23:02:30+00:00"


@pytest.mark.parametrize("start_time", [0, -5, 9e14, "x"])
def test_a_start_that_makes_no_sense_is_not_taken(start_time: object) -> None:
    found = of("tool.proposed", call(start_time=start_time))
    assert found["occurred_at"] in (AT, "2026-11-20T23:02:27.143000+00:00")


def test_two_calls_of_one_turn_are_told_apart() -> None:
    first, second = (of("tool.proposed", call(after_ms)) for after_ms in (0, 1))
    assert first["data"]["call_id"] != second["data"]["call_id"]
    assert first["interaction_id"] == second["interaction_id"]


def test_personal_attributes_go_nowhere_but_into_the_developer() -> None:
    for one in events(prompt(), call()):
        assert one.pop("developer_id") == "jane@example.org"
        assert "jane@" not in json.dumps(one)


@pytest.mark.parametrize(
    "name", ["api_request", "api_response", "conversation_finished", "slash_command", "rewind", "file_operation"]
)
def test_what_says_nothing_of_code(name: str) -> None:
    assert mapped(log(name, response_text="{}", outcome="RewindOnly")) == (
        [],
        [Unmapped(f"gemini_cli.{name}", NO_SIGNAL, 1, "")],
    )


def test_a_name_nobody_knows() -> None:
    assert mapped(log("brand_new")) == ([], [Unmapped("gemini_cli.brand_new", UNKNOWN_EVENT, 1, "")])


@pytest.mark.parametrize("name", ["session.id", "prompt_id"])
def test_a_call_of_no_turn(name: str) -> None:
    missing: dict[str, Any] = {name: None}
    expected = Unmapped("gemini_cli.tool_call", INVALID_RECORD, 1, f"attributes.{name}")
    assert mapped(call(**missing)) == ([], [expected])


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
ARGUMENTS = st.dictionaries(
    st.sampled_from(["command", "content", "new_string", "ai_proposed_content", "modified_by_user", "is_background"]),
    ANYTHING,
)
METADATA = st.dictionaries(st.sampled_from(["exitCode", "user_added_lines", "isError"]), ANYTHING)
ATTRIBUTES = st.fixed_dictionaries(
    {"session.id": st.just(SESSION) | ANYTHING, "prompt_id": st.just(PROMPT) | ANYTHING},
    optional={
        "function_name": st.sampled_from(["write_file", "replace", "run_shell_command"]) | ANYTHING,
        "function_args": ANYTHING | ARGUMENTS | ARGUMENTS.map(json.dumps),
        "metadata": ANYTHING | METADATA | METADATA.map(json.dumps),
        "decision": st.sampled_from(["accept", "reject", "modify", "auto_accept"]) | ANYTHING,
        "interactive": ANYTHING,
        "success": ANYTHING,
        "duration_ms": ANYTHING,
        "start_time": ANYTHING,
        "error": ANYTHING,
        "error_type": ANYTHING,
        "prompt": ANYTHING,
        "approval_mode": ANYTHING,
        "user.email": ANYTHING,
    },
)


@given(st.sampled_from(["tool_call", "user_prompt", "config", "x"]), ATTRIBUTES, st.integers(0, 4 * 10**15))
def test_whatever_is_sent_becomes_valid_events_or_a_reason(name: str, attributes: dict[str, Any], at_us: int) -> None:
    record = LogRecord(index=0, name=f"gemini_cli.{name}", at_us=at_us, sequence=5, attributes=attributes, resource={})
    mapper = GeminiCli()
    modes = {turn.session: turn.interaction_id for turn in mapper.turns([record])}
    try:
        documents = mapper.events(record, Context(lambda session, at: modes.get(session, "")))
    except Unmappable:
        return
    for document in documents:
        raw = msgspec.json.encode(document)
        if b"\\u0000" in raw:
            continue  # the store cannot hold NUL: such an event is quarantined with its reason
        check(parse(raw))


def test_what_the_check_would_refuse() -> None:
    """The property above could not fail otherwise."""
    with pytest.raises(RejectedEvent):
        check(parse(msgspec.json.encode(of("tool.decided", call()) | {"event_id": "x"})))
