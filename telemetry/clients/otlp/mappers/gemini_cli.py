"""Gemini CLI's log records to native events. Pure.

Each prompt is a turn, and each turn one interaction. One `tool_call` record, sent when the call is over, tells of the
proposal, the decision and the result. Sources: docs/cli/telemetry.md and packages/core/src/{telemetry/types,
scheduler/scheduler,tools/write-file,tools/edit}.ts of google-gemini/gemini-cli.
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
    own_id,
)
from telemetry.clients.otlp.mappers import gemini_cli_edits as edits
from telemetry.clients.otlp.mappers import gemini_cli_people as people
from telemetry.clients.otlp.mappers.gemini_cli_calls import SHELL, Call, read_call
from telemetry.clients.otlp.mappers.mapper import Context, Turn
from telemetry.clients.otlp.mappers.steps import Steps
from telemetry.clients.otlp.records import LogRecord
from telemetry.clients.reading import text, written_flag

CLIENT: Final = "gemini-cli"
_PREFIX: Final = "gemini_cli."
_STEPS: Final = 16  # places in the order of the events of one record
_PROPOSED, _GENERATED, _DECIDED, _ACCEPTED, _EDITED, _FINISHED, _OUTCOME = range(7)

# An API response is one step of a turn as raw JSON, calls of the program's own among them; nothing in any record judges
# it, and its text comes again in gen_ai.client.inference.operation.details. A rewind does not say how far back it goes.
_WITHOUT_SIGNAL: Final = frozenset(
    {
        "agent.finish", "agent.recovery_attempt", "agent.start", "api_cancel", "api_error", "api_request",
        "api_response", "chat.content_retry", "chat.content_retry_failure", "chat.invalid_chunk", "chat_compression",
        "config", "conseca.policy_generation", "conseca.verdict", "conversation_finished", "edit_correction",
        "edit_strategy", "end_session", "extension_disable", "extension_enable", "extension_install",
        "extension_uninstall", "extension_update", "file_operation", "flash_fallback", "hook_call", "ide_connection",
        "keychain.availability", "kitty_sequence_overflow", "llm_loop_check", "loop_detected",
        "loop_detection_disabled", "malformed_json_response", "model_routing", "network_retry_attempt",
        "next_speaker_check", "onboarding.start", "onboarding.success", "plan.approval_mode_duration",
        "plan.approval_mode_switch", "plan.execution", "rewind", "ripgrep_fallback", "slash_command",
        "slash_command.model", "startup_stats", "token_storage.initialization", "tool_output_masking",
        "tool_output_truncated", "web_fetch_fallback_attempt",
    }
)  # fmt: skip


class GeminiCli:
    client = CLIENT

    def turns(self, records: Sequence[LogRecord]) -> list[Turn]:
        """Every record names its prompt; what has to be remembered is who approves the session's calls."""
        return people.approval_modes(records) + people.lasting_approvals(records)

    def events(self, record: LogRecord, context: Context) -> list[Document]:
        name = record.name.removeprefix(_PREFIX)
        if name in _WITHOUT_SIGNAL:
            raise Unmappable(NO_SIGNAL)
        if name not in ("user_prompt", "tool_call"):
            raise Unmappable(UNKNOWN_EVENT)
        for needed in ("session.id", "prompt_id"):
            if not text(record.attributes, needed):
                raise Unmappable(INVALID_RECORD, field=f"attributes.{needed}")
        return _prompted(record) if name == "user_prompt" else _called(record, context)


def _prompted(record: LogRecord) -> list[Document]:
    """The prompt's text is there where `logPrompts` is on."""
    asked = text(record.attributes, "prompt")
    prompt = {"messages": [{"role": "user", "content": asked}]} if asked else None
    actor = "human" if written_flag(record.attributes, "interactive") else "system"
    return [_event("interaction.started", record, {"surface": "agent", "prompt": prompt}, actor=actor)]


def _called(record: LogRecord, context: Context) -> list[Document]:
    call = read_call(record)
    actor = people.decided_by(record, call, context)
    named = {"tool": call.tool, "call_id": call.call_id}
    arguments = edits.proposed_arguments(call)
    found = [_event("tool.proposed", record, named | {"arguments": arguments}, at_us=call.began_us)]
    found += _decided(record, call, named, actor)
    found += _edit(record, call, actor)
    if call.ran:
        ran = named | {"success": call.success, "output": call.error or None, "error_type": call.fault}
        found.append(_event("tool.finished", record, ran, step=_FINISHED, actor="system"))
        found += _outcome(record, call, actor)
    return found


def _decided(record: LogRecord, call: Call, named: Document, actor: str) -> list[Document]:
    """A call that the person rewrote was not approved as it was proposed, and not refused either: what became of it
    is told by the candidate."""
    if call.decision is None or call.is_edited:
        return []
    approved = "approved_for_session" if call.is_lasting else "approved"
    decision = approved if call.decision else "denied"
    data = named | {"decision": decision, "source": "user" if actor == "human" else "config"}
    return [_event("tool.decided", record, data, step=_DECIDED, actor=actor)]


def _edit(record: LogRecord, call: Call, actor: str) -> list[Document]:
    """What an edit would write is a candidate of its own, judged on the spot."""
    if call.tool not in edits.TOOLS or (not call.is_edited and edits.proposed_text(call) is None):
        return []
    found = []
    if (proposed := edits.proposed_text(call)) is not None:
        data = {"text": proposed}
        found.append(
            _event("candidate.generated", record, data, step=_GENERATED, candidate=call.call_id, at_us=call.began_us)
        )
    if call.decision is not None:
        kind = "candidate.accepted" if call.decision else "candidate.dismissed"
        judged: Document = {"kind": "full"}
        if not call.decision:
            judged = {"reason": "explicit", "visible_ms": call.duration_ms}
        found.append(_event(kind, record, judged, step=_ACCEPTED, actor=actor, candidate=call.call_id))
    if call.is_edited:
        made = {"final_text": edits.edited_text(call), "after_s": 0}
        found.append(_event("candidate.edited", record, made, step=_EDITED, actor=actor, candidate=call.call_id))
    return found


def _outcome(record: LogRecord, call: Call, actor: str) -> list[Document]:
    """`success` says that the shell ran, not that the command did well: that is in its exit code."""
    command = text(call.arguments or {}, "command")
    if call.tool != SHELL or not command or call.in_background:
        return []
    duration_ms = None if actor == "human" else call.duration_ms  # holds the time a person took to answer
    data = outcome(command, call.exit_code, duration_ms=duration_ms, call_id=call.call_id)
    return [_event("outcome.reported", record, data, step=_OUTCOME, actor="system")]


def _session(record: LogRecord) -> str:
    return own_id(CLIENT, text(record.attributes, "session.id"))


def _interaction(record: LogRecord) -> str:
    return derived_name(CLIENT, text(record.attributes, "session.id"), text(record.attributes, "prompt_id"))


_event: Final = Steps(CLIENT, _session, _interaction, _STEPS).event
