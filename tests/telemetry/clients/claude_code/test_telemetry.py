"""What each log record becomes, and each trap of Claude Code's telemetry."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.clients.mapping import Document, Unmappable
from telemetry.clients.otlp.mappers.claude_code import ClaudeCode
from telemetry.clients.otlp.mappers.mapper import Context
from telemetry.clients.otlp.records import LogRecord
from telemetry.ingest.wire.check import check
from tests.telemetry.clients.claude_code.payloads import RECEIVED, SESSION, TURN, record

CONTEXT = Context(turn_at=lambda session, at_us: "")
COMMAND = {"bash_command": "npm", "full_command": "npm test", "description": "Run test suite", "timeout": 5000}
SILENT = [
    "api_request", "api_error", "api_refusal", "api_retries_exhausted", "api_request_body", "api_response_body",
    "feedback_survey", "permission_mode_changed", "auth", "mcp_server_connection", "internal_error",
    "plugin_installed", "plugin_loaded", "skill_activated", "at_mention", "compaction", "subagent_completed",
    "retention_sweep", "hook_registered", "hook_execution_start", "hook_execution_complete", "hook_plugin_metrics",
]  # fmt: skip


def documents(one: LogRecord) -> list[Document]:
    found = ClaudeCode().events(one, CONTEXT)
    for document in found:
        check(msgspec.json.decode(msgspec.json.encode(document)))
    return found


def events(one: LogRecord) -> list[Document]:
    return [{name: value for name, value in each.items() if name != "event_id"} for each in documents(one)]


def decision(accepted: Any = True, source: Any = "user_temporary", **attributes: Any) -> LogRecord:
    given_ = {"tool_name": "Bash", "tool_use_id": "toolu_1", "decision": "accept" if accepted else "reject"}
    return record("tool_decision", **{**given_, "source": source, **attributes})


def result(**attributes: Any) -> LogRecord:
    given_ = {"tool_name": "Bash", "tool_use_id": "toolu_1", "success": "true", "duration_ms": "4187"}
    return record("tool_result", **(given_ | {"tool_parameters": json.dumps(COMMAND)} | attributes))


def decided(one: LogRecord) -> tuple[str, str, str | None]:
    (found,) = [document for document in documents(one) if document["type"] == "tool.decided"]
    return found["actor"], found["data"]["decision"], found["data"].get("source")


def outcomes(one: LogRecord) -> list[tuple[str, bool | None, int | None]]:
    found = [document["data"] for document in documents(one) if document["type"] == "outcome.reported"]
    return [(data["kind"], data["passed"], data.get("exit_code")) for data in found]


def common(kind: str, actor: str, place: int, data: Document, **fields: Any) -> Document:
    return {
        "type": kind,
        "occurred_at": RECEIVED,
        "interaction_id": TURN,
        "session_id": SESSION,
        "developer_id": "dev@example.com",
        "actor": actor,
        "data": data | {"sequence": 7 * 5 + place},
        **fields,
    }


def test_a_prompt_begins_the_turn_it_names() -> None:
    assert events(record("user_prompt", prompt="Fix the cart.", prompt_length=13)) == [
        common(
            "interaction.started",
            "human",
            0,
            {"surface": "agent", "prompt": {"messages": [{"role": "user", "content": "Fix the cart."}]}},
        )
    ]


@pytest.mark.parametrize("prompt", [None, "<REDACTED>", "[REDACTED]", "x" * 61_440])
def test_a_prompt_that_is_withheld_or_cut_is_no_prompt(prompt: str | None) -> None:
    (started,) = events(record("user_prompt", prompt=prompt, prompt_length="13"))
    assert started["data"] == {"surface": "agent", "sequence": 35}


def test_a_prompt_has_two_names() -> None:
    (started,) = events(record("user_prompt", prompt="<REDACTED>", prompt_text="Fix the cart."))
    assert started["data"]["prompt"] == {"messages": [{"role": "user", "content": "Fix the cart."}]}


def test_a_command_stands_for_a_prompt_that_is_not_told() -> None:
    (started,) = events(record("user_prompt", prompt="/fix 3", command_name="fix", command_source="custom"))
    assert "prompt" not in started["data"]


def test_an_answer_is_a_candidate() -> None:
    answered = record("assistant_response", response="Done.", model="claude-sonnet-5", **{"message.uuid": "m-1"})
    data = {"text": "Done.", "model": "claude-sonnet-5"}
    assert events(answered) == [common("candidate.generated", "agent", 0, data, candidate_id="response:m-1")]


def test_an_answer_that_is_withheld_has_no_text() -> None:
    (generated,) = events(record("assistant_response", response="<REDACTED>", model="m", request_id="req-1"))
    assert generated["candidate_id"] == "response:req-1"
    assert generated["data"] == {"model": "m", "sequence": 35}


@pytest.mark.parametrize(
    ("source", "is_answer"), [("repl_main_thread", True), ("sdk", True), ("compact", False), ("Explore", False)]
)
def test_only_the_conversation_answers_the_prompt(source: str, is_answer: bool) -> None:
    one = record("assistant_response", response="Done.", query_source=source)
    if is_answer:
        assert events(one)[0]["data"]["text"] == "Done."
    else:
        assert refusal(one) == ("no_signal", "attributes.query_source")


def test_a_decision_tells_of_the_call_and_of_who_allowed_it() -> None:
    assert events(decision(tool_parameters=json.dumps(COMMAND))) == [
        common(
            "tool.proposed",
            "agent",
            0,
            {
                "tool": "Bash",
                "call_id": "toolu_1",
                "arguments": {"command": "npm test", "timeout": 5000, "description": "Run test suite"},
            },
        ),
        common(
            "tool.decided",
            "human",
            1,
            {"tool": "Bash", "call_id": "toolu_1", "decision": "approved", "source": "user"},
        ),
    ]


def test_a_person_who_lets_an_edit_happen_takes_its_code() -> None:
    taken = events(decision(tool_name="Edit"))[2]
    data = {"kind": "full", "call_id": "toolu_1"}
    assert taken == common("candidate.accepted", "human", 2, data, candidate_id="toolu_1")
    for one in (
        decision(tool_name="Edit", source="config"),
        decision(False, "user_reject", tool_name="Edit"),
        decision(tool_name="Edit", tool_use_id=None),
        decision(tool_name="Bash"),
    ):
        assert [each["type"] for each in documents(one)] == ["tool.proposed", "tool.decided"]


@pytest.mark.parametrize(
    ("accepted", "source", "expected"),
    [
        (True, "user_temporary", ("human", "approved", "user")),
        (True, "user_permanent", ("human", "approved_for_session", "user")),
        (False, "user_reject", ("human", "denied", "user")),
        (True, "config", ("policy", "approved", "config")),
        (False, "config", ("policy", "denied", "config")),
        (True, "hook", ("policy", "approved", "config")),
        (False, "hook", ("policy", "denied", "config")),
        (True, "", ("system", "approved", None)),
        (True, "classifier", ("policy", "approved", "config")),
        (False, "classifier", ("policy", "denied", "config")),
        (True, "user_reject", ("system", "approved", "user")),
        (False, "user_temporary", ("system", "denied", "user")),
    ],
)
def test_only_a_persons_answer_is_human(accepted: bool, source: str, expected: tuple[str, str, str | None]) -> None:
    assert decided(decision(accepted, source)) == expected


@pytest.mark.parametrize(
    "attributes",
    [
        {"app.entrypoint": None},
        {"app.entrypoint": None, "terminal.type": None},
        {"terminal.type": "non-interactive"},
        {"app.entrypoint": "sdk-cli"},
        {"app.entrypoint": "sdk-py"},
    ],
)
@pytest.mark.parametrize(
    ("accepted", "source"), [(True, "user_temporary"), (True, "user_permanent"), (False, "user_reject")]
)
def test_a_run_by_a_program_has_no_persons_decisions(attributes: Document, accepted: bool, source: str) -> None:
    assert decided(decision(accepted, source, **attributes))[0] == "agent"


def test_only_the_entrypoint_tells_of_a_person_at_a_terminal() -> None:
    assert decided(decision(**{"terminal.type": None}))[0] == "human"
    assert decided(decision(**{"terminal.type": "vscode", "app.entrypoint": "claude-vscode"}))[0] == "agent"


def test_of_a_files_path_only_the_name_is_kept() -> None:
    """Claude Code sends it whole, and says nowhere in the record which folder the project is in."""
    for path in ("/Users/jane/shop/cart.py", "C:\\shop\\cart.py"):
        given_ = {"file_path": path, "content": "# see /Users/jane"}
        proposed = documents(result(tool_name="Write", tool_parameters=None, tool_input=json.dumps(given_)))[0]
        assert proposed["data"]["arguments"] == {"file_path": "cart.py", "content": "# see /Users/jane"}


@pytest.mark.parametrize(
    ("version", "actor"),
    [
        ("2.1.216", "human"),
        ("2.2.0", "human"),
        ("10.0.0", "human"),
        ("2.1.215", "system"),
        ("2.1.99", "system"),
        ("", "system"),
        ("dev", "system"),
    ],
)
def test_a_refusal_of_an_old_version_may_be_an_interruption(version: str, actor: str) -> None:
    assert decided(decision(False, "user_reject", version=version))[0] == actor
    assert decided(decision(version=version))[0] == "human"


def test_a_call_that_was_broken_off_is_refused_by_nobody() -> None:
    (proposed,) = documents(decision(False, "user_abort", tool_parameters=json.dumps(COMMAND)))
    assert proposed["type"] == "tool.proposed"


def test_without_details_a_proposal_has_no_arguments() -> None:
    proposed, _ = documents(decision())
    assert "arguments" not in proposed["data"]


@pytest.mark.parametrize("parameters", ["{", "[1]", "null", "", json.dumps({"bash_command": "npm"}), "[" * 5000, 7])
def test_parameters_that_cannot_be_read_are_none(parameters: Any) -> None:
    proposed, _ = documents(decision(tool_parameters=parameters))
    assert "arguments" not in proposed["data"]


def test_a_decision_neither_yes_nor_no_is_invalid() -> None:
    assert refusal(decision(decision="maybe")) == ("invalid_record", "attributes.decision")


def test_a_result_tells_of_the_call_its_end_and_the_verdict() -> None:
    call = {"tool": "Bash", "call_id": "toolu_1"}
    arguments = {"command": "npm test", "timeout": 5000, "description": "Run test suite"}
    verdict = {
        "kind": "test",
        "passed": True,
        "exit_code": 0,
        "command": "npm test",
        "duration_ms": 4187.0,
        "call_id": "toolu_1",
    }
    proposed = common("tool.proposed", "agent", 0, call | {"arguments": arguments})
    assert events(result()) == [
        proposed | {"occurred_at": "2026-11-20T11:59:55.813000+00:00"},
        common("tool.finished", "system", 3, call | {"success": True, "duration_ms": 4187.0}),
        common("outcome.reported", "system", 4, verdict),
    ]


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"success": True}, ("test", True, 0)),
        ({"success": "false", "error": "Exit code 1\n1 failed"}, ("test", False, 1)),
        ({"success": False, "error": "Error: Exit code 2"}, ("test", False, 2)),
        ({"success": "false", "error": "Command timed out"}, ("test", None, None)),
        ({"success": "false", "error_type": "AbortError"}, ("test", None, None)),
        ({"success": "false", "error": "<REDACTED>"}, ("test", None, None)),
        ({"success": None}, ("test", None, None)),
    ],
)
def test_success_may_be_a_string_and_only_an_exit_code_is_a_failure(attributes: Document, expected: Any) -> None:
    assert outcomes(result(**attributes)) == [expected]


def test_a_masked_exit_code_is_no_verdict() -> None:
    assert outcomes(result(tool_parameters=json.dumps({"full_command": "npm test || true"}))) == [("test", None, None)]


def test_a_command_in_the_background_has_not_ended() -> None:
    assert outcomes(result(tool_input=json.dumps({"command": "npm test", "run_in_background": True}))) == []


def test_without_details_a_result_has_no_verdict() -> None:
    assert [each["type"] for each in documents(result(tool_parameters=None))] == ["tool.finished"]


def test_cut_arguments_are_none() -> None:
    edit = {"tool_name": "Write", "tool_parameters": None}
    whole = result(**edit, tool_input=json.dumps({"file_path": "a.py", "content": "x" * 511}))
    assert documents(whole)[0]["data"]["arguments"]["content"] == "x" * 511
    cut = result(**edit, tool_input=json.dumps({"file_path": "a.py", "edits": [{"new_string": "x" * 512}]}))
    assert [each["type"] for each in documents(cut)] == ["tool.finished"]


def test_decision_and_result_are_told_once_each_by_their_records() -> None:
    first, again = documents(decision()), documents(decision())
    assert [each["event_id"] for each in first] == [each["event_id"] for each in again]
    ids = [each["event_id"] for each in [*first, *documents(result()), *documents(decision(**{"event.sequence": 8}))]]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", SILENT)
def test_events_without_a_signal(name: str) -> None:
    assert refusal(record(name, response="good", event_type="responded")) == ("no_signal", "")


def test_an_unknown_event_is_told_as_such() -> None:
    assert refusal(record("brand_new")) == ("unknown_event", "")


def test_what_comes_before_any_prompt_has_no_turn() -> None:
    assert refusal(decision(**{"prompt.id": None})) == ("no_signal", "attributes.prompt.id")
    assert refusal(decision(**{"session.id": None})) == ("invalid_record", "attributes.session.id")


def test_a_person_is_named_nowhere_but_as_the_developer() -> None:
    one = decision(**{"user.account_id": "acc-1", "user.id": "0a2c", "organization.id": "org-9"})
    for document in documents(one):
        assert document.pop("developer_id") == "dev@example.com"
        text = msgspec.json.encode(document).decode()
        assert not any(name in text for name in ("dev@", "acc-1", "0a2c", "org-9", "0b2f"))


def refusal(one: LogRecord) -> tuple[str, str]:
    with pytest.raises(Unmappable) as error:
        ClaudeCode().events(one, CONTEXT)
    return error.value.reason, error.value.field


names = st.sampled_from(["user_prompt", "assistant_response", "tool_decision", "tool_result", "other"])
scalars = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20)
)
values = scalars | st.lists(scalars, max_size=2) | st.dictionaries(st.text(max_size=3), scalars, max_size=2)
attributes_ = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        [
            "session.id", "prompt.id", "terminal.type", "user.email", "app.version", "app.entrypoint", "tool_name",
            "tool_use_id", "source", "error", "prompt", "response", "model", "message.uuid", "query_source",
            "duration_ms", "success", "command_name",
        ],
        values,
    )
    | {
        "decision": st.sampled_from(["accept", "reject"]) | values,
        "tool_parameters": values | values.map(json.dumps) | st.just('{"full_command": "npm test"}'),
        "tool_input": values | values.map(json.dumps),
    },
)  # fmt: skip


@given(name=names, given_=attributes_, tool=st.sampled_from([None, "Bash"]), sequence=st.integers(0, 2**48))
def test_whatever_the_attributes_hold_the_events_are_valid(
    name: str, given_: Document, tool: str | None, sequence: int
) -> None:
    attributes = given_ | ({"tool_name": tool} if tool else {})
    one = msgspec.structs.replace(record(name, **attributes), sequence=sequence)
    try:
        found = ClaudeCode().events(one, CONTEXT)
    except Unmappable:
        return
    assert found
    for document in found:
        check(msgspec.json.decode(msgspec.json.encode(document)))
