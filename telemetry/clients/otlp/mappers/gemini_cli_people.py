"""Whether a person decided about a call of Gemini CLI, or its configuration did. Pure.

`accept` stands for both: a call that the policy lets through is logged like one that was approved at the prompt
(packages/core/src/scheduler/scheduler.ts: the outcome is ProceedOnce unless somebody was asked). So an acceptance is a
person's only in an interactive session and where nothing speaks against it. A refusal is always an answer.
`auto_accept` is the answer "for this session"; the calls that it covers later are logged as `accept`.
"""

from collections.abc import Sequence
from typing import Final

from telemetry.clients.mapping import derived_name
from telemetry.clients.otlp.mappers.gemini_cli_calls import SHELL, Call, read_call
from telemetry.clients.otlp.mappers.gemini_cli_edits import TOOLS
from telemetry.clients.otlp.mappers.mapper import Context, Turn
from telemetry.clients.otlp.records import LogRecord
from telemetry.clients.reading import text, written_flag
from telemetry.clients.shell.lexing import read

# Tools that only look; the default policy never asks about them.
_NEVER_ASKED: Final = frozenset(
    {
        "activate_skill", "cli_help", "codebase_investigator", "get_internal_docs", "glob", "google_web_search",
        "grep_search", "list_directory", "read_file", "read_many_files", "search_file_content", "write_todos",
    }
)  # fmt: skip
# Programs a command line may consist of without being asked about (packages/core/src/sandbox/utils/commandSafety.ts).
_SAFE: Final = frozenset(
    {
        "base64", "cat", "cd", "cut", "date", "echo", "env", "expr", "false", "file", "find", "grep", "head", "id",
        "ls", "nl", "numfmt", "paste", "pwd", "rev", "rg", "sed", "seq", "stat", "tac", "tail", "tr", "tree", "true",
        "type", "uname", "uniq", "wc", "which", "whoami",
    }
)  # fmt: skip
_SAFE_GIT: Final = frozenset({"branch", "diff", "log", "remote", "rev-parse", "show", "status"})
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


def lasting_approvals(records: Sequence[LogRecord]) -> list[Turn]:
    """Since when calls of a session's tool may be covered by an earlier answer."""
    calls = [(one, read_call(one)) for one in records if one.name == "gemini_cli.tool_call"]
    lasting = [one for one, call in calls if call.is_lasting and text(one.attributes, "session.id")]
    return [Turn(_approvals_of(one), one.at_us, "lasting") for one in lasting]


def decided_by(record: LogRecord, call: Call, context: Context) -> str:
    if not written_flag(record.attributes, "interactive"):
        return "policy"  # nobody is there: under --yolo an acceptance looks like a person's
    if call.decision is False or call.is_edited:
        return "human"
    return "human" if call.decision and _was_asked(record, call, context) else "policy"


def _was_asked(record: LogRecord, call: Call, context: Context) -> bool:
    if call.tool in _NEVER_ASKED or (call.tool == SHELL and _is_safe(text(call.arguments or {}, "command"))):
        return False
    if not call.is_lasting and context.turn_at(_approvals_of(record), call.began_us):
        return False
    if call.duration_ms is not None and call.duration_ms < _FASTEST_ANSWER_MS:
        return False
    mode = context.turn_at(_modes_of(record), call.began_us)
    return mode != "yolo" and not (mode == "autoedit" and call.tool in TOOLS)


def _is_safe(command: str) -> bool:
    """Also a command that is not known: `logPrompts` leaves arguments out."""
    return all(_is_safe_program(one.words) for one in read(command).commands)


def _is_safe_program(words: tuple[str, ...]) -> bool:
    return words[0] in _SAFE or (words[0] == "git" and len(words) > 1 and words[1] in _SAFE_GIT)


def _approvals_of(record: LogRecord) -> str:
    """An answer may cover a tool, or all of a server's."""
    covered = text(record.attributes, "mcp_server_name") or text(record.attributes, "function_name")
    return derived_name("gemini-cli", "lasting-approval", text(record.attributes, "session.id"), covered)


def _modes_of(record: LogRecord) -> str:
    return derived_name("gemini-cli", "approval-mode", text(record.attributes, "session.id"))
