"""A tool call of Gemini CLI, read from its record. Pure."""

from typing import Final, NamedTuple

from telemetry.clients.otlp.records import LogRecord, record_id
from telemetry.clients.reading import Values, object_in, short_text, text, written_flag, written_number

SHELL: Final = "run_shell_command"
_LONGEST_US: Final = 7 * 24 * 3600 * 1_000_000
_DECISIONS: Final = {"accept": True, "auto_accept": True, "modify": True, "reject": False}
# The model's own mistakes, in the names under which rules look for them.
_FAULTS: Final = {"invalid_tool_params": "invalid_arguments", "tool_not_registered": "unknown_tool"}
_USER_COUNTS: Final = ("user_added_lines", "user_removed_lines", "user_added_chars", "user_removed_chars")


class Call(NamedTuple):
    """`decision` None: nobody decided, the call failed before or fell with another one. `exit_code` is of a shell."""

    call_id: str
    tool: str
    arguments: Values | None  # as it ran: with a person's changes where they made any
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
        return written_flag(self.arguments or {}, "is_background") is True


def read_call(record: LogRecord) -> Call:
    """Records carry no id of the call, so it is named by its record."""
    values = record.attributes
    metadata = object_in(values.get("metadata")) or {}
    arguments = object_in(values.get("function_args"))
    tool = short_text(values, "function_name")
    exit_code = _whole(metadata, "exitCode") if tool == SHELL else None
    duration_ms = written_number(values, "duration_ms")
    return Call(
        call_id=record_id("gemini-cli", record, "call"),
        tool=tool,
        arguments=arguments,
        decision=_DECISIONS.get(text(values, "decision").lower()),
        is_edited=_is_edited(values, metadata, arguments or {}),
        success=written_flag(values, "success") if exit_code is None else exit_code == 0,
        exit_code=exit_code,
        error=text(values, "error", "error.message"),
        fault=_FAULTS.get(text(values, "error_type", "error.type")),
        began_us=_began_us(record, duration_ms),
        duration_ms=written_number(values, "duration_ms", least=0),
    )


def _is_edited(values: Values, metadata: Values, arguments: Values) -> bool:
    if text(values, "decision").lower() == "reject":
        return False
    if text(values, "decision").lower() == "modify" or written_flag(arguments, "modified_by_user"):
        return True
    return any((written_number(metadata, name) or 0) > 0 for name in _USER_COUNTS)


def _began_us(record: LogRecord, duration_ms: float | None) -> int:
    """The record's time is the call's end. Times that make no sense beside it are not taken."""
    start_ms = written_number(record.attributes, "start_time")
    since_us = (duration_ms or 0) * 1000
    began_us = int(record.at_us - since_us if start_ms is None else start_ms * 1000)
    return began_us if 0 <= record.at_us - began_us <= _LONGEST_US else record.at_us


def _whole(values: Values, name: str) -> int | None:
    found = written_number(values, name)
    return int(found) if found is not None and found == int(found) else None
