"""A tool call of Gemini CLI, read from its record. Pure."""

from typing import Final, NamedTuple

from telemetry.clients.otlp.records import LogRecord, record_id
from telemetry.clients.reading import Values, object_in, short_text, text, written_flag, written_number

SHELL: Final = "run_shell_command"
_LONGEST_US: Final = 7 * 24 * 3600 * 1_000_000
_DECISIONS: Final = {"accept": True, "auto_accept": True, "modify": True, "reject": False}
# The model's own mistakes, in the names under which rules look for them.
_FAULTS: Final = {"invalid_tool_params": "invalid_arguments", "tool_not_registered": "unknown_tool"}
# Without output the shell tool ends a command after five minutes, and that is not told apart from an exit with 0.
_ENDED_BY_LIMIT_MS: Final = 300_000
_USER_COUNTS: Final = ("user_added_lines", "user_removed_lines", "user_added_chars", "user_removed_chars")


class Call(NamedTuple):
    """`decision` None: nobody decided, the call failed before or fell with another one. `exit_code` is of a shell."""

    call_id: str
    tool: str
    arguments: Values | None  # as it ran: with a person's changes where they made any
    decision: bool | None
    is_lasting: bool  # the answer holds for later calls too, which then are accepted without asking
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
    decision, is_lasting = _decision(values)
    exit_code = _exit_code(values, metadata) if tool == SHELL and decision else None
    duration_ms = written_number(values, "duration_ms")
    return Call(
        call_id=record_id("gemini-cli", record, "call"),
        tool=tool,
        arguments=arguments,
        decision=decision,
        is_lasting=is_lasting,
        is_edited=decision is not False and _is_edited(values, metadata, arguments or {}),
        success=written_flag(values, "success") if exit_code is None else exit_code == 0,
        exit_code=exit_code,
        error=text(values, "error", "error.message"),
        fault=_FAULTS.get(text(values, "error_type", "error.type")),
        began_us=_began_us(record, duration_ms),
        duration_ms=written_number(values, "duration_ms", least=0),
    )


def _decision(values: Values) -> tuple[bool | None, bool]:
    """Whether it was approved, and for later calls too.

    getDecisionFromOutcome (packages/core/src/telemetry/tool-call-decision.ts) calls every answer that it does not know
    `reject`, among them the approval "for all future sessions": what ran or failed was not refused.
    """
    said = text(values, "decision").lower()
    ran = written_flag(values, "success") is True or bool(text(values, "error", "error.message"))
    if said == "auto_accept" or (said == "reject" and ran):
        return True, True
    return _DECISIONS.get(said), False


def _exit_code(values: Values, metadata: Values) -> int | None:
    """Only codes other than 0 are told (packages/core/src/tools/shell.ts): no metadata at all, of a command that
    succeeded, means 0. One in the background has other metadata, one that was cancelled has not succeeded.

    So in 0.61. Versions up to 0.40 always have the attribute, and those up to 0.30, which tell no codes at all, have no
    `start_time`, whose value is null so far.
    """
    if "metadata" in values or "start_time" not in values:
        return _whole(metadata, "exitCode")
    duration_ms = written_number(values, "duration_ms", least=0)
    ended = duration_ms is not None and duration_ms < _ENDED_BY_LIMIT_MS
    return 0 if ended and written_flag(values, "success") is True else None


def _is_edited(values: Values, metadata: Values, arguments: Values) -> bool:
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
