"""A tool call of Gemini CLI, read from its record. Pure."""

from typing import Any, Final, NamedTuple

import msgspec

from telemetry.clients.otlp.records import LogRecord, flag, number, record_id, text
from telemetry.ingest.errors import RejectedEvent
from telemetry.ingest.limits import MAX_ID_LENGTH
from telemetry.ingest.wire.check import check_depth

SHELL: Final = "run_shell_command"
_LONGEST_US: Final = 7 * 24 * 3600 * 1_000_000
_DECISIONS: Final = {"accept": True, "auto_accept": True, "modify": True, "reject": False}
# The model's own mistakes, in the names under which rules look for them.
_FAULTS: Final = {"invalid_tool_params": "invalid_arguments", "tool_not_registered": "unknown_tool"}
_USER_COUNTS: Final = ("user_added_lines", "user_removed_lines", "user_added_chars", "user_removed_chars")

Object = dict[str, Any]


class Call(NamedTuple):
    """`decision` None: nobody decided, the call failed before or fell with another one. `exit_code` is of a shell."""

    call_id: str
    tool: str
    arguments: Object | None  # as it ran: with a person's changes where they made any
    decision: bool | None
    is_edited: bool  # a person changed what it writes
    success: bool | None
    exit_code: int | None
    error: str
    fault: str | None
    began_us: int
    duration_ms: float | None  # from the proposal to the end, the wait for an answer included

    @property
    def ran(self) -> bool:
        return self.decision is True or (self.decision is None and bool(self.error or self.success))

    @property
    def in_background(self) -> bool:
        """Then the result says that the command was begun, not how it ended."""
        return flag(self.arguments or {}, "is_background") is True


def read_call(record: LogRecord) -> Call:
    """Records carry no id of the call, so it is named by its record."""
    values = record.attributes
    metadata = _object(values.get("metadata")) or {}
    arguments = _object(values.get("function_args"))
    tool = text(values, "function_name").replace("\0", "")[:MAX_ID_LENGTH]
    exit_code = _whole(metadata, "exitCode") if tool == SHELL else None
    duration_ms = number(values, "duration_ms")
    return Call(
        call_id=record_id("gemini-cli", record, "call"),
        tool=tool,
        arguments=arguments,
        decision=_DECISIONS.get(text(values, "decision").lower()),
        is_edited=_is_edited(values, metadata, arguments or {}),
        success=flag(values, "success") if exit_code is None else exit_code == 0,
        exit_code=exit_code,
        error=text(values, "error", "error.message"),
        fault=_FAULTS.get(text(values, "error_type", "error.type")),
        began_us=_began_us(record, duration_ms),
        duration_ms=duration_ms if duration_ms is not None and duration_ms >= 0 else None,
    )


def _is_edited(values: Object, metadata: Object, arguments: Object) -> bool:
    if text(values, "decision").lower() == "reject":
        return False
    if text(values, "decision").lower() == "modify" or flag(arguments, "modified_by_user"):
        return True
    return any((number(metadata, name) or 0) > 0 for name in _USER_COUNTS)


def _began_us(record: LogRecord, duration_ms: float | None) -> int:
    """The record's time is the call's end. Times that make no sense beside it are not taken."""
    start_ms = number(record.attributes, "start_time")
    since_us = (duration_ms or 0) * 1000
    began_us = int(record.at_us - since_us if start_ms is None else start_ms * 1000)
    return began_us if 0 <= record.at_us - began_us <= _LONGEST_US else record.at_us


def _whole(values: Object, name: str) -> int | None:
    found = number(values, name)
    return int(found) if found is not None and found == int(found) else None


def _object(value: Any) -> Object | None:
    """A JSON object, also as text; None where it is neither, or too deep to be stored."""
    if isinstance(value, str):
        try:
            value = msgspec.json.decode(value)
        except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
            return None
    if not isinstance(value, dict):
        return None
    try:
        check_depth(value)
    except RejectedEvent:
        return None
    return value
