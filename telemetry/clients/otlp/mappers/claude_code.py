"""Claude Code's log records to native events. Pure.

Each prompt is a turn, and each turn one interaction with the trajectory proposed, decided, finished and the outcome of
commands. Source: https://code.claude.com/docs/en/monitoring-usage.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from telemetry.clients import commands
from telemetry.clients.mapping import (
    INVALID_RECORD,
    NO_SIGNAL,
    UNKNOWN_EVENT,
    Document,
    Unmappable,
    derived_name,
    own_id,
)
from telemetry.clients.otlp.mappers import claude_code_calls as calls
from telemetry.clients.otlp.mappers.claude_code_people import AUTOMATIC, decided_by, is_interactive
from telemetry.clients.otlp.mappers.claude_code_texts import whole
from telemetry.clients.otlp.mappers.mapper import Context, Turn
from telemetry.clients.otlp.mappers.steps import Steps
from telemetry.clients.otlp.records import LogRecord, record_id
from telemetry.clients.reading import fits_id, short_text, text, written_flag, written_number

CLIENT: Final = "claude-code"
_STEPS: Final = 5  # places in the order of the events one record may become
_PROPOSED, _DECIDED, _TAKEN, _FINISHED, _OUTCOME = range(_STEPS)
_EXIT_CODE: Final = re.compile(r"(?:Error: )?Exit code (-?\d{1,10})[ \t\r]*(?:\n|$)")
# The survey asks about a session, which has no candidate to rate.
_KNOWN: Final = frozenset(
    {
        "api_request", "api_error", "api_refusal", "api_retries_exhausted", "api_request_body", "api_response_body",
        "feedback_survey", "permission_mode_changed", "auth", "mcp_server_connection", "internal_error",
        "plugin_installed", "plugin_loaded", "skill_activated", "at_mention", "compaction", "subagent_completed",
        "retention_sweep", "managed_settings_resolved", "system_prompt",
    }
)  # fmt: skip


class ClaudeCode:
    client = CLIENT

    def turns(self, records: Sequence[LogRecord]) -> list[Turn]:
        """None to remember: every record names its prompt."""
        return []

    def events(self, record: LogRecord, context: Context) -> list[Document]:
        name = record.name.removeprefix("claude_code.")
        if name in _KNOWN or name.startswith("hook_"):
            raise Unmappable(NO_SIGNAL)
        read = _READERS.get(name)
        if read is None:
            raise Unmappable(UNKNOWN_EVENT)
        if not text(record.attributes, "session.id"):
            raise Unmappable(INVALID_RECORD, field="attributes.session.id")
        if not text(record.attributes, "prompt.id"):
            # Before the first prompt nothing was asked that an answer could be judged by.
            raise Unmappable(NO_SIGNAL, field="attributes.prompt.id")
        return read(record)


def _prompted(record: LogRecord) -> list[Document]:
    """Of a command, the model is given what it stands for, which is not told; so the turn has no prompt."""
    asked = "" if text(record.attributes, "command_name") else whole(record.attributes, "prompt", "prompt_text")
    prompt = {"messages": [{"role": "user", "content": asked}]} if asked else None
    actor = "human" if is_interactive(record) else "system"
    return [_event("interaction.started", record, {"surface": "agent", "prompt": prompt}, actor=actor)]


def _answered(record: LogRecord) -> list[Document]:
    source = text(record.attributes, "query_source")
    if source and not source.startswith(("repl_main_thread", "sdk")):
        raise Unmappable(NO_SIGNAL, field="attributes.query_source")  # a summary, a title, a subagent's report
    data = {
        "text": whole(record.attributes, "response") or None,
        "model": short_text(record.attributes, "model") or None,
    }
    found = text(record.attributes, "message.uuid", "request_id")
    candidate = derived_name("response", found or record_id(CLIENT, record, "response"))
    return [_event("candidate.generated", record, data, candidate=candidate)]


def _decided(record: LogRecord) -> list[Document]:
    """A call that was broken off (`user_abort`) was judged by nobody: it is proposed and no more."""
    found = [_event("tool.proposed", record, _call(record) | {"arguments": calls.arguments_of(record.attributes)})]
    source = text(record.attributes, "source").strip().lower()
    if source == "user_abort":
        return found
    accepted = _is_accepted(record)
    decision = "denied" if not accepted else "approved_for_session" if source == "user_permanent" else "approved"
    asked = "config" if source in AUTOMATIC else "user" if source.startswith("user_") else None
    data = _call(record) | {"decision": decision, "source": asked}
    actor = decided_by(record, source, accepted=accepted)
    found.append(_event("tool.decided", record, data, step=_DECIDED, actor=actor))
    return found + (_taken(record) if accepted and actor == "human" else [])


def _taken(record: LogRecord) -> list[Document]:
    """A person who lets an edit happen takes its code. The code itself is told by the hooks, under the call's id."""
    call = _call(record)
    if call["tool"] not in calls.EDITS or not call["call_id"]:
        return []
    named = {"kind": "full", "call_id": call["call_id"]}
    return [_event("candidate.accepted", record, named, step=_TAKEN, actor="human", candidate=call["call_id"])]


def _is_accepted(record: LogRecord) -> bool:
    decision = {"accept": True, "reject": False}.get(text(record.attributes, "decision").strip().lower())
    if decision is None:
        raise Unmappable(INVALID_RECORD, field="attributes.decision")
    return decision


def _finished(record: LogRecord) -> list[Document]:
    """Tells of the proposal too where it can be joined to the decision's: only here a file's edit has arguments."""
    call, arguments = _call(record), calls.arguments_of(record.attributes)
    success = written_flag(record.attributes, "success")
    error = whole(record.attributes, "error")
    found = []
    if arguments is not None and call["call_id"]:
        began_us = record.at_us - int((_duration(record) or 0) * 1000)
        found.append(_event("tool.proposed", record, call | {"arguments": arguments}, at_us=max(began_us, 1)))
    ran = call | {"success": success, "output": error or None, "duration_ms": _duration(record)}
    found.append(_event("tool.finished", record, ran, step=_FINISHED, actor="system"))
    command = calls.command_of(call["tool"], arguments)
    if command and not calls.is_in_background(record.attributes):
        data = commands.outcome(
            command,
            _exit_code(success, error),
            output=error or None,
            duration_ms=_duration(record),
            call_id=call["call_id"] or "",
        )
        found.append(_event("outcome.reported", record, data, step=_OUTCOME, actor="system"))
    return found


def _exit_code(success: bool | None, error: str) -> int | None:
    """A command that ended with another code than 0 is an error of the tool, whose text begins with the code. Other
    errors (a time-out, an interruption) do not tell how the command would have ended."""
    if success:
        return 0
    found = _EXIT_CODE.match(error)
    return int(found[1]) if found else None


_READERS: Final[dict[str, Callable[[LogRecord], list[Document]]]] = {
    "user_prompt": _prompted,
    "assistant_response": _answered,
    "tool_decision": _decided,
    "tool_result": _finished,
}


def _call(record: LogRecord) -> Document:
    call_id = text(record.attributes, "tool_use_id")
    return {
        "tool": short_text(record.attributes, "tool_name") or None,
        "call_id": call_id if fits_id(call_id) else None,
    }


def _duration(record: LogRecord) -> float | None:
    return written_number(record.attributes, "duration_ms", least=0)


def _session(record: LogRecord) -> str:
    return own_id(CLIENT, text(record.attributes, "session.id"))


def _interaction(record: LogRecord) -> str:
    return derived_name(CLIENT, text(record.attributes, "session.id"), text(record.attributes, "prompt.id"))


_event: Final = Steps(CLIENT, _session, _interaction, _STEPS).event
