"""The code that an editing tool's input brings. Pure."""

from typing import Final

from telemetry.clients.claude_code_hooks.payload import PATHS
from telemetry.clients.reading import Values, inner_list, text

_TEXTS: Final = {"Write": "content", "Edit": "new_string", "NotebookEdit": "new_source"}


def edit_text(tool: str, tool_input: Values) -> str:
    """The new code; of several edits of one file, their texts in order. Empty for deletions and other tools."""
    if tool == "MultiEdit":
        return "\n".join(filter(None, (text(edit, "new_string") for edit in inner_list(tool_input, "edits"))))
    return text(tool_input, _TEXTS[tool]) if tool in _TEXTS else ""


def path_of(tool_input: Values) -> str:
    return text(tool_input, *PATHS)
