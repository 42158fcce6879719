"""Which of Claude Code's decisions a person made. Pure."""

import re
from typing import Final

from telemetry.clients.otlp.records import LogRecord
from telemetry.clients.reading import text

AUTOMATIC: Final = frozenset({"config", "hook", "classifier"})  # the last one is that of automatic mode
_APPROVALS: Final = frozenset({"user_temporary", "user_permanent"})
_REFUSAL: Final = "user_reject"
_REFUSALS_ARE_TRUE_SINCE: Final = (2, 1, 216)  # before, failed prompts and interruptions were told as refusals
_NO_TERMINALS: Final = frozenset({"non-interactive", "unknown"})
_VERSION: Final = re.compile(r"(\d{1,6})\.(\d{1,6})\.(\d{1,6})")


def is_interactive(record: LogRecord) -> bool:
    """Whether somebody sat at the terminal. Only `app.entrypoint` tells; it is sent where the configuration says so.

    `terminal.type` is no sign of a person: `claude -p` and programs send that of the terminal they were started from.
    They answer later calls by what was once decided, under the same names as a person's answers.
    """
    entrypoint = text(record.attributes, "app.entrypoint") or text(record.resource, "app.entrypoint")
    terminal = text(record.attributes, "terminal.type").strip().lower()
    return entrypoint == "cli" and terminal not in _NO_TERMINALS


def decided_by(record: LogRecord, source: str, *, accepted: bool) -> str:
    """The actor of a decision: `human` only where nothing else can be meant."""
    if source in AUTOMATIC:
        return "policy"
    if not is_interactive(record):
        return "agent"
    if accepted:
        return "human" if source in _APPROVALS else "system"
    return "human" if source == _REFUSAL and _version(record) >= _REFUSALS_ARE_TRUE_SINCE else "system"


def _version(record: LogRecord) -> tuple[int, ...]:
    told = text(record.resource, "service.version") or text(record.attributes, "app.version")
    found = _VERSION.match(told)
    return tuple(map(int, found.groups())) if found else (0,)
