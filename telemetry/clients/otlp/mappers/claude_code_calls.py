"""The arguments of Claude Code's tool calls, which it sends as JSON in a string and only where it is told to. Pure."""

from typing import Any, Final

from telemetry.clients.mapping import relative_path
from telemetry.clients.otlp.records import Attributes
from telemetry.clients.reading import Values, object_in, text, written_flag

BASH: Final = "Bash"
EDITS: Final = frozenset({"Write", "Edit", "MultiEdit", "NotebookEdit"})
_PATHS: Final = ("file_path", "notebook_path", "path")
_CUT_AT: Final = 512  # characters of each value of `tool_input`; longer ones are cut
_PARAMETERS: Final = {  # of Bash, as `tool_parameters` names them → as the tool does
    "full_command": "command",
    "timeout": "timeout",
    "description": "description",
    "dangerouslyDisableSandbox": "dangerouslyDisableSandbox",
}


def arguments_of(attributes: Attributes) -> Values | None:
    """As the tool was called; None where they are withheld or not whole: a cut-off call would teach to break off."""
    if text(attributes, "tool_name") == BASH and (parameters := object_in(attributes.get("tool_parameters"))):
        return _bash(parameters)
    given = object_in(attributes.get("tool_input"))
    return _without_folders(given) if given and not _is_cut(given) else None


def command_of(tool: str | None, arguments: Values | None) -> str:
    return text(arguments, "command") if tool == BASH and arguments else ""


def is_in_background(attributes: Attributes) -> bool:
    """Then the result says that the command was begun, not how it ended."""
    return written_flag(object_in(attributes.get("tool_input")) or {}, "run_in_background") is True


def _bash(parameters: Values) -> Values | None:
    if not text(parameters, "full_command"):
        return None  # `bash_command` alone is the program's name
    return {name: parameters[sent] for sent, name in _PARAMETERS.items() if parameters.get(sent) is not None}


def _without_folders(given: Values) -> Values:
    """Paths are sent whole, and where the project lies is not told: of each, only the file's name is kept."""
    return {
        name: relative_path(value) if name in _PATHS and isinstance(value, str) else value
        for name, value in given.items()
    }


def _is_cut(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) >= _CUT_AT
    if isinstance(value, dict):
        return any(map(_is_cut, value.values()))
    return isinstance(value, list) and any(map(_is_cut, value))
