"""What each hook becomes, and each trap of Claude Code's hooks."""

import time
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.clients.claude_code_hooks.mapper import map_hook
from telemetry.clients.claude_code_hooks.payload import relative
from telemetry.clients.mapping import Mapped
from telemetry.ingest.errors import RejectedEvent
from telemetry.ingest.unmapped import Unmapped
from telemetry.ingest.wire.check import check
from tests.telemetry.clients.claude_code.payloads import (
    FOLDER,
    PROMPT,
    RECEIVED,
    RECEIVED_US,
    SESSION,
    Payload,
    failed,
    hook,
    prompted,
    ran,
    wrote,
)
from tests.telemetry.clients.claude_code.payloads import TURN as TELEMETRYS_TURN

TURN = "claude-code-hook:abc123:turn"
UNMAPPED_NAMES = ["PermissionRequest", "Stop", "SubagentStop", "SessionEnd", "Notification", "PreCompact"]


def nested(depth: int) -> list[Any]:
    inner: list[Any] = []
    for _ in range(depth):
        inner = [inner]
    return inner


def mapped(payload: Payload, turn: str = TURN) -> Mapped:
    return map_hook(payload, RECEIVED_US, lambda session: turn if session == "abc123" else "")


def events(payload: Payload, turn: str = TURN) -> list[dict[str, Any]]:
    """The events without their ids, which are of no kind a person could write out."""
    found = mapped(payload, turn)
    assert found.unmapped == []
    for _, document in found.events:
        check(msgspec.json.decode(msgspec.json.encode(document)))
    return [{name: value for name, value in document.items() if name != "event_id"} for _, document in found.events]


def kinds(payload: Payload) -> list[str]:
    return [document["type"] for document in events(payload)]


def outcome(payload: Payload) -> dict[str, Any]:
    (found,) = [document["data"] for document in events(payload) if document["type"] == "outcome.reported"]
    return {name: found[name] for name in ("kind", "passed", "infrastructure_failure") if name in found}


def test_a_prompt_begins_a_turn_of_the_session() -> None:
    (started,) = events(prompted())
    interaction = started.pop("interaction_id")
    assert started == {
        "type": "interaction.started",
        "occurred_at": RECEIVED,
        "session_id": "abc123",
        "actor": "system",
        "data": {
            "surface": "agent",
            "prompt": {"messages": [{"role": "user", "content": "Add a discount to the cart."}]},
        },
    }
    assert interaction.startswith("claude-code-hook:abc123:")
    assert events(prompted("Something else."))[0]["interaction_id"] != interaction


def test_a_hook_that_names_its_prompt_tells_of_the_same_interaction_as_telemetry() -> None:
    ids = {"session_id": SESSION, "prompt_id": PROMPT}
    for payload in (prompted(), wrote(), ran(), failed("Exit code 1")):
        found = map_hook(payload | ids, RECEIVED_US, lambda _: "claude-code-hook:abc123:another").events
        assert {each.document["interaction_id"] for each in found} == {TELEMETRYS_TURN}


@pytest.mark.parametrize("prompt_id", [None, "", 7, ["p"]])
def test_a_prompt_without_a_readable_id_is_the_sessions_turn_under_way(prompt_id: object) -> None:
    (found, *_) = map_hook(wrote() | {"prompt_id": prompt_id}, RECEIVED_US, lambda _: "under-way").events
    assert found.document["interaction_id"] == "under-way"


def test_a_written_file_is_a_candidate_of_the_turn_with_its_path_in_the_project() -> None:
    common = {"occurred_at": RECEIVED, "interaction_id": TURN, "session_id": "abc123"}
    proposed = {"tool": "Write", "arguments": {"file_path": "cart.py", "content": "total = 1\n"}}
    assert events(wrote()) == [
        common
        | {"type": "tool.proposed", "occurred_at": "2026-11-20T11:59:59.988000+00:00", "actor": "agent"}
        | {"data": proposed | {"call_id": "toolu_write", "sequence": 0}},
        common
        | {"type": "candidate.generated", "candidate_id": "toolu_write", "actor": "agent"}
        | {
            "data": {
                "text": "total = 1\n",
                "file_path": "cart.py",
                "language": "python",
                "call_id": "toolu_write",
                "sequence": 2,
            }
        },
        common
        | {"type": "tool.finished", "actor": "system"}
        | {"data": {"tool": "Write", "success": True, "call_id": "toolu_write", "sequence": 3}},
    ]


@pytest.mark.parametrize(
    ("tool", "tool_input", "text"),
    [
        ("Edit", {"file_path": "a.py", "old_string": "x", "new_string": "y"}, "y"),
        (
            "MultiEdit",
            {"file_path": "a.py", "edits": [{"new_string": "one"}, {"new_string": ""}, {"new_string": "two"}]},
            "one\ntwo",
        ),
        ("NotebookEdit", {"notebook_path": "a.ipynb", "new_source": "print(1)"}, "print(1)"),
    ],
)
def test_every_editing_tool_brings_its_new_code(tool: str, tool_input: Payload, text: str) -> None:
    payload = hook("PostToolUse", tool_name=tool, tool_input=tool_input, tool_use_id="toolu_1", tool_response={})
    (generated,) = [document for document in events(payload) if document["type"] == "candidate.generated"]
    assert generated["data"]["text"] == text


@pytest.mark.parametrize(
    ("tool", "tool_input"),
    [
        ("Edit", {"file_path": "a.py", "old_string": "x", "new_string": ""}),
        ("Read", {"file_path": "a.py"}),
        ("Edit", {"file_path": "a.py", "new_string": 7}),
        ("MultiEdit", {"edits": "none"}),
    ],
)
def test_what_brings_no_code_is_no_candidate(tool: str, tool_input: Payload) -> None:
    payload = hook("PostToolUse", tool_name=tool, tool_input=tool_input, tool_use_id="toolu_1")
    assert kinds(payload) == ["tool.proposed", "tool.finished"]


def test_a_command_that_succeeded_ended_with_0() -> None:
    assert events(ran())[-1] == {
        "type": "outcome.reported",
        "occurred_at": RECEIVED,
        "interaction_id": TURN,
        "session_id": "abc123",
        "actor": "system",
        "data": {
            "kind": "test",
            "passed": True,
            "exit_code": 0,
            "command": "npm test",
            "output": "ok",
            "duration_ms": 4187.0,
            "call_id": "toolu_bash",
            "sequence": 4,
        },
    }


def test_the_exit_code_of_a_failure_is_in_the_first_line_of_its_error() -> None:
    found = events(failed("Exit code 1\nError: Cannot find module 'express'"))
    assert [document["type"] for document in found] == ["tool.proposed", "tool.finished", "outcome.reported"]
    assert found[1]["data"]["success"] is False
    data = found[2]["data"]
    assert (data["passed"], data["exit_code"], data["output"]) == (False, 1, "Error: Cannot find module 'express'")


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        # An error that is the tool's, not the command's
        (failed("Command timed out after 2m 0s"), {"kind": "test", "passed": None}),
        (failed("the log says\nExit code 1"), {"kind": "test", "passed": None}),
        (failed(""), {"kind": "test", "passed": None}),
        (failed("Exit code 99999999999"), {"kind": "test", "passed": None}),
        # A person pressed Escape
        (failed("Exit code 1", is_interrupt=True), {"kind": "test", "passed": None, "infrastructure_failure": True}),
        (ran(interrupted=True), {"kind": "test", "passed": None, "infrastructure_failure": True}),
        (failed("Exit code 137\nKilled"), {"kind": "test", "passed": None, "infrastructure_failure": True}),
        # The exit code is another program's
        (ran("npm test | tail -5"), {"kind": "test", "passed": None}),
        (ran("npm test || true"), {"kind": "test", "passed": None}),
    ],
)
def test_only_an_exit_code_that_speaks_for_the_command_is_a_verdict(payload: Payload, expected: Payload) -> None:
    assert outcome(payload) == expected


@pytest.mark.parametrize(
    "payload",
    [
        ran(backgroundTaskId="bash_1"),
        hook(
            "PostToolUse",
            tool_name="Bash",
            tool_input={"command": "npm test", "run_in_background": True},
            tool_response={"stdout": ""},
            tool_use_id="toolu_1",
        ),
    ],
)
def test_a_command_in_the_background_has_not_ended(payload: Payload) -> None:
    assert kinds(payload) == ["tool.proposed", "tool.finished"]


def test_a_failed_edit_is_no_candidate() -> None:
    payload = failed(
        "String to replace not found", tool_name="Edit", tool_input={"file_path": "a.py", "new_string": "y"}
    )
    assert kinds(payload) == ["tool.proposed", "tool.finished"]


def test_a_call_that_is_only_planned_is_a_proposal_and_the_same_one_later() -> None:
    after = wrote()
    before = {name: value for name, value in after.items() if name not in ("tool_response", "duration_ms")}
    (planned,) = mapped(before | {"hook_event_name": "PreToolUse"}).events
    assert planned.document["type"] == "tool.proposed"
    assert planned.document["event_id"] == mapped(after).events[0].document["event_id"]


def test_no_hook_tells_of_a_persons_decision() -> None:
    refused = hook(
        "PermissionDenied", tool_name="Bash", tool_input={"command": "rm -rf /"}, tool_use_id="t", reason="risky"
    )
    _, decided = events(refused)
    assert decided["actor"] == "policy"
    assert decided["data"] == {"tool": "Bash", "decision": "denied", "source": "config", "call_id": "t", "sequence": 1}
    for payload in (prompted(), wrote(), ran(), failed("Exit code 1"), refused):
        assert "human" not in {document["actor"] for document in events(payload)}


def test_the_working_directory_and_the_transcript_stay_at_home() -> None:
    said = [
        wrote(f"{FOLDER}/src/cart.py"),
        wrote("/Users/jane/.zshrc"),
        wrote("~/notes.py"),
        ran(f"cd {FOLDER} && npm test {FOLDER}/src", stdout=f"FAIL {FOLDER}/src/cart.py\n{FOLDER}"),
        failed(f"Exit code 1\nat {FOLDER}/src/cart.py:3", f"python {FOLDER}/run.py"),
    ]
    documents = [document for payload in said for document in events(payload)]
    assert "/Users" not in msgspec.json.encode(documents).decode()
    paths = [document["data"].get("file_path") for document in documents if document["type"] == "candidate.generated"]
    assert paths == ["src/cart.py", ".zshrc", "notes.py"]
    commands = [document["data"].get("command") for document in documents if document["type"] == "outcome.reported"]
    assert commands == ["cd . && npm test src", "python run.py"]


def test_paths_anywhere_in_a_calls_input_are_counted_from_the_folder_and_code_is_left_alone() -> None:
    tool_input = {"paths": [f"{FOLDER}/a", {"in": FOLDER}], "limit": 3, "edits": [{"new_string": f"x = '{FOLDER}'"}]}
    payload = hook("PreToolUse", tool_name="mcp__files__search", tool_input=tool_input, tool_use_id="toolu_1")
    assert events(payload)[0]["data"]["arguments"] == {
        "paths": ["a", {"in": "."}],
        "limit": 3,
        "edits": [{"new_string": f"x = '{FOLDER}'"}],
    }


def test_a_folder_whose_name_only_begins_alike_is_another() -> None:
    (outcome_,) = [one for one in events(ran(f"ls {FOLDER}2/x")) if one["type"] == "outcome.reported"]
    assert outcome_["data"]["command"] == f"ls {FOLDER}2/x"


def test_an_endless_folder_takes_little_time() -> None:
    folder = "/" + "(." * 1_000_000
    began = time.perf_counter()
    assert relative(f"{folder} {folder}x {folder}", folder) == f". {folder}x ."
    assert time.perf_counter() - began < 1  # 10 ms on an idle machine; seconds to make a pattern of it


def test_without_a_known_turn_each_call_is_an_interaction_of_its_own() -> None:
    assert {document["interaction_id"] for document in events(wrote(), turn="")} == {
        "claude-code-hook:abc123:toolu_write"
    }
    assert {document["interaction_id"] for document in events(ran(), turn="")} == {"claude-code-hook:abc123:toolu_bash"}


def test_without_a_call_id_the_whole_payload_is_the_identity() -> None:
    payload = wrote() | {"tool_use_id": None}
    found = mapped(payload).events
    assert [document for _, document in found] == [document for _, document in mapped(dict(payload)).events]
    assert not any("call_id" in document["data"] for _, document in found)
    assert found[0].document["event_id"] != mapped(payload | {"duration_ms": 13}).events[0].document["event_id"]


@pytest.mark.parametrize("name", UNMAPPED_NAMES)
def test_hooks_without_a_signal_are_told_as_such(name: str) -> None:
    assert mapped(hook(name, last_assistant_message="Done.")) == Mapped([], [Unmapped(name, "no_signal")])


@pytest.mark.parametrize(
    ("payload", "unmapped"),
    [
        (hook("BrandNewHook"), Unmapped("BrandNewHook", "unknown_event")),
        ({}, Unmapped("", "invalid_record", field="hook_event_name")),
        (hook("PreToolUse", tool_use_id="t"), Unmapped("PreToolUse", "invalid_record", field="tool_name")),
        (prompted() | {"session_id": 7}, Unmapped("UserPromptSubmit", "invalid_record", field="session_id")),
        (prompted() | {"extra": nested(80)}, Unmapped("UserPromptSubmit", "invalid_record")),
    ],
)
def test_what_cannot_be_mapped_is_named(payload: Payload, unmapped: Unmapped) -> None:
    assert mapped(payload) == Mapped([], [unmapped])


def test_ids_beyond_what_the_store_takes_are_digested() -> None:
    payload = wrote(call="t" * 500) | {"session_id": "s" * 500, "tool_name": "Wri\0te"}
    documents = [document for _, document in mapped(payload, "").events]
    for document in documents:
        check(document)
    assert {len(document["session_id"]) for document in documents} == {64}
    assert documents[0]["data"]["tool"] == "Write"


names = st.sampled_from(
    ["UserPromptSubmit", "PreToolUse", "PostToolUse", "PostToolUseFailure", "PermissionDenied", "Stop", "Other"]
)
scalars = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20)
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
keys = ["session_id", "cwd", "prompt", "tool_name", "tool_use_id", "error", "is_interrupt", "duration_ms"]
inputs = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ["file_path", "content", "new_string", "edits", "command", "run_in_background", "new_source"], values
    ),
)
responses = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(["stdout", "stderr", "interrupted", "backgroundTaskId"], values)
)
tools = st.sampled_from(["Bash", "Write", "Edit", "MultiEdit", "NotebookEdit"])
anything = st.fixed_dictionaries(
    {"hook_event_name": names | values},
    optional=dict.fromkeys(keys, values)
    | {"tool_input": inputs | values, "tool_response": responses | values, "tool_name": tools | values},
)


@given(payload=anything, turn=st.sampled_from(["", TURN]))
def test_whatever_the_fields_hold_the_events_are_valid(payload: Payload, turn: str) -> None:
    found = map_hook(payload, RECEIVED_US, lambda _: turn)
    assert found.events or found.unmapped
    for _, document in found.events:
        try:
            check(msgspec.json.decode(msgspec.json.encode(document)))
        except RejectedEvent as error:
            raise AssertionError(document) from error
