"""The code that an editing tool's input brings. Pure."""

from typing import Any, Final

from telemetry.clients.claude_code_hooks.payload import PATHS, Values
from telemetry.clients.otlp.records import text

_TEXTS: Final = {"Write": "content", "Edit": "new_string", "NotebookEdit": "new_source"}


def edit_text(tool: str, tool_input: Values) -> str:
    """The new code; of several edits of one file, their texts in order. Empty for deletions and other tools."""
    if tool == "MultiEdit":
        return "\n".join(filter(None, map(_new_string, _list(tool_input.get("edits")))))
    return text(tool_input, _TEXTS[tool]) if tool in _TEXTS else ""


def path_of(tool_input: Values) -> str:
    return text(tool_input, *PATHS)


def _new_string(edit: Any) -> str:
    return text(edit, "new_string") if isinstance(edit, dict) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
