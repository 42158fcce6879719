"""Codex CLI's log records to native events. Pure.

A `codex.user_prompt` begins a turn of its conversation; each turn is one interaction with the trajectory proposed,
decided, finished, and the outcome of commands. Codex's own code (codex-rs/otel) is the source of what is said here.
"""

from collections.abc import Sequence
from typing import Final

from telemetry.clients.commands import outcome
from telemetry.clients.mapping import (
    INVALID_RECORD,
    NO_SIGNAL,
    UNKNOWN_EVENT,
    Document,
    Unmappable,
    derived_name,
)
from telemetry.clients.otlp.mappers.codex_results import Result, read_result
from telemetry.clients.otlp.mappers.mapper import Context, Turn
from telemetry.clients.otlp.mappers.steps import Steps
from telemetry.clients.otlp.records import LogRecord, record_id
from telemetry.clients.reading import text

_REDACTED: Final = "[REDACTED]"  # what Codex writes unless log_user_prompt is set
# The terminal asks the model for a title of every prompt, in a conversation of its own with this for a prompt.
_TITLE: Final = "Generate a concise, single-line task title"
_FOR_SESSION: Final = "approved_for_session"
_PATCH: Final = "apply_patch"
_UNATTENDED: Final = "codex_exec"  # `codex exec`: a script's prompt
_STEPS: Final = 4  # events one record may become, each with its place in the order
_PROPOSED, _DECIDED, _FINISHED, _OUTCOME = range(_STEPS)
# Nobody judged the call: the turn was interrupted, or no answer came.
_NO_DECISIONS: Final = frozenset({"abort", "timed_out"})
_KNOWN: Final = frozenset(
    {
        "conversation_starts", "api_request", "sse_event", "startup_phase", "turn_ttft", "sandbox_outcome",
        "websocket_connect", "websocket_request", "websocket_event", "auth_recovery",
        "plugin_install_elicitation_sent", "plugin_install_suggestion",
    }
)  # fmt: skip


class Codex:
    client = "codex"

    def turns(self, records: Sequence[LogRecord]) -> list[Turn]:
        """Prompts that name no conversation begin none; `events` says what is wrong with them."""
        told = [one for one in records if text(one.attributes, _CONVERSATION)]
        prompts = [one for one in told if one.name == "codex.user_prompt"]
        lasting = [one for one in told if one.name == "codex.tool_decision" and _decision(one) == _FOR_SESSION]
        return [Turn(_session(one), one.at_us, _turn(one)) for one in prompts] + [
            Turn(_approvals(one), one.at_us, _FOR_SESSION) for one in lasting
        ]

    def events(self, record: LogRecord, context: Context) -> list[Document]:
        name = record.name.removeprefix("codex.")
        if name in _KNOWN:
            raise Unmappable(NO_SIGNAL)
        read = _READERS.get(name)
        if read is None:
            raise Unmappable(UNKNOWN_EVENT)
        if not text(record.attributes, _CONVERSATION):
            raise Unmappable(INVALID_RECORD, field=f"attributes.{_CONVERSATION}")
        return read(record, context)


_CONVERSATION: Final = "conversation.id"


def _prompted(record: LogRecord, _: Context) -> list[Document]:
    prompt = text(record.attributes, "prompt")
    if prompt.startswith(_TITLE):
        raise Unmappable(NO_SIGNAL)
    messages = [{"role": "user", "content": prompt}] if prompt and prompt != _REDACTED else None
    data = {"surface": "agent", "prompt": {"messages": messages} if messages else None}
    # A script's prompt is no person's act; an unnamed originator may be one.
    actor = "human" if text(record.attributes, "originator") not in {"", _UNATTENDED} else "system"
    started = _event("interaction.started", record, data, actor=actor)
    return [started]


def _decided(record: LogRecord, context: Context) -> list[Document]:
    """Codex says `approved_for_session` by `User` again, within milliseconds, for each call that an earlier such answer
    covers: only the first of a session and tool is certain to be an answer."""
    decision = _decision(record)
    if decision in _NO_DECISIONS:
        raise Unmappable(NO_SIGNAL)
    source = text(record.attributes, "source").strip().lower()
    if source == "user" and decision == _FOR_SESSION and context.turn_at(_approvals(record), record.at_us - 1):
        source = "config"
    data = _call(record) | {
        "decision": _judgement(decision),
        "source": source if source in {"user", "config"} else None,
    }
    # Besides people, configuration decides, and a reviewing model: only `user` says that a person was asked.
    actor = {"user": "human", "config": "policy"}.get(source, "agent")
    interaction = _turn_at(record, record.at_us, context)
    return [_event("tool.decided", record, data, step=_DECIDED, actor=actor, interaction=interaction)]


def _decision(record: LogRecord) -> str:
    return text(record.attributes, "decision").strip().lower()


def _judgement(decision: str) -> str:
    """Besides the plain words there are `approved_with_amendment`, `denied_with_network_policy_deny` and the like."""
    if decision == _FOR_SESSION:
        return decision
    for plain in ("approved", "denied"):
        if decision == plain or decision.startswith(f"{plain}_"):
            return plain
    raise Unmappable(INVALID_RECORD, field="attributes.decision")


def _finished(record: LogRecord, context: Context) -> list[Document]:
    """The result alone has the arguments, so it also tells of the proposal, at the moment the call began.

    Codex sends a result for refused calls too, unsuccessful. `success` stays what Codex says (the tool ran); what a
    command came to is its exit code.
    """
    result = read_result(record.attributes)
    # Both figures are cut to milliseconds: one earlier is certain to lie before the decision.
    began_us = record.at_us - int(result.duration_ms or 0) * 1000 - 1000
    interaction = _turn_at(record, began_us, context)
    arguments = _call(record) | {"arguments": result.arguments}
    ran = _call(record) | {
        "success": result.success,
        "output": result.output,
        "duration_ms": result.duration_ms,
        "exit_code": result.exit_code,
    }
    found = [
        _event("tool.proposed", record, arguments, step=_PROPOSED, at_us=began_us, interaction=interaction),
        _event("tool.finished", record, ran, step=_FINISHED, interaction=interaction),
    ]
    # Codex reports a patch like a command, with an exit code: that it could be applied says nothing of the code.
    if result.exit_code is not None and text(record.attributes, "tool_name") != _PATCH:
        data = _outcome(record, result)
        found.append(_event("outcome.reported", record, data, step=_OUTCOME, interaction=interaction))
    return found


def _outcome(record: LogRecord, result: Result) -> Document:
    return outcome(
        result.command,
        result.exit_code,
        output=result.output,
        duration_ms=result.duration_ms,
        call_id=text(record.attributes, "call_id"),
    )


_READERS: Final = {"user_prompt": _prompted, "tool_decision": _decided, "tool_result": _finished}


def _call(record: LogRecord) -> Document:
    return {
        "tool": text(record.attributes, "tool_name") or None,
        "call_id": text(record.attributes, "call_id") or None,
    }


def _session(record: LogRecord) -> str:
    return derived_name("codex", text(record.attributes, _CONVERSATION))


def _approvals(decision: LogRecord) -> str:
    """Under which the approvals of a session and tool are remembered, beside the turns."""
    tool = text(decision.attributes, "tool_name")
    return derived_name("codex", _FOR_SESSION, text(decision.attributes, _CONVERSATION), tool)


def _turn(prompt: LogRecord) -> str:
    return derived_name("codex", text(prompt.attributes, _CONVERSATION), record_id("codex", prompt, "turn"))


def _turn_at(record: LogRecord, at_us: int, context: Context) -> str:
    """What came before any prompt, or whose prompt was lost, is kept together by conversation."""
    return context.turn_at(_session(record), at_us) or _session(record)


_event: Final = Steps("codex", _session, _turn, _STEPS).event
