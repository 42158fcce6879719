"""Whether a person decided about a call of Gemini CLI, or its configuration did. Pure.

`accept` stands for both: a call that the policy lets through is logged like one that was approved at the prompt
(packages/core/src/scheduler/scheduler.ts: the outcome is ProceedOnce unless somebody was asked). So an acceptance is a
person's only in an interactive session and where nothing speaks against it. A refusal is always an answer.
"""

from collections.abc import Sequence
from typing import Final

from telemetry.clients.mapping import derived_name
from telemetry.clients.otlp.mappers.gemini_cli_calls import Call
from telemetry.clients.otlp.mappers.gemini_cli_edits import TOOLS
from telemetry.clients.otlp.mappers.mapper import Context, Turn
from telemetry.clients.otlp.records import LogRecord
from telemetry.clients.reading import text, written_flag

# Tools that only look; the default policy never asks about them.
_NEVER_ASKED: Final = frozenset(
    {
        "activate_skill", "cli_help", "codebase_investigator", "get_internal_docs", "glob", "google_web_search",
        "grep_search", "list_directory", "read_file", "read_many_files", "search_file_content", "write_todos",
    }
)  # fmt: skip
_FASTEST_ANSWER_MS: Final = 100  # less than a person's reaction to a light; the duration holds the wait for the answer
_MODE_IN: Final = {
    "gemini_cli.config": "approval_mode",
    "gemini_cli.plan.approval_mode_switch": "to_mode",
    "gemini_cli.approval_mode_switch": "to_mode",
}


def approval_modes(records: Sequence[LogRecord]) -> list[Turn]:
    """The sessions' approval modes and since when, remembered beside the turns under a name of their own."""
    named = [(record, text(record.attributes, _MODE_IN.get(record.name, ""))) for record in records]
    told = [(record, mode) for record, mode in named if mode and text(record.attributes, "session.id")]
    return [Turn(_modes_of(record), record.at_us, mode[:20].lower()) for record, mode in told]


def decided_by(record: LogRecord, call: Call, context: Context) -> str:
    if not written_flag(record.attributes, "interactive"):
        return "policy"  # nobody is there: under --yolo an acceptance looks like a person's
    if call.decision is False or call.is_edited:
        return "human"
    decision = text(record.attributes, "decision").lower()
    return "human" if decision == "accept" and _was_asked(record, call, context) else "policy"


def _was_asked(record: LogRecord, call: Call, context: Context) -> bool:
    if call.tool in _NEVER_ASKED:
        return False
    if call.duration_ms is not None and call.duration_ms < _FASTEST_ANSWER_MS:
        return False
    mode = context.turn_at(_modes_of(record), call.began_us)
    return mode != "yolo" and not (mode == "autoedit" and call.tool in TOOLS)


def _modes_of(record: LogRecord) -> str:
    return derived_name("gemini-cli", "approval-mode", text(record.attributes, "session.id"))
