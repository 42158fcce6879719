"""The arguments of Claude Code's tool calls, which it sends as JSON in a string and only where it is told to. Pure."""

from typing import Any, Final

import msgspec

from telemetry.clients.otlp.records import Attributes, flag, text
from telemetry.ingest.errors import RejectedEvent
from telemetry.ingest.wire.check import check_depth

BASH: Final = "Bash"
EDITS: Final = frozenset({"Write", "Edit", "MultiEdit", "NotebookEdit"})
_CUT_AT: Final = 512  # characters of each value of `tool_input`; longer ones are cut
_PARAMETERS: Final = {  # of Bash, as `tool_parameters` names them → as the tool does
    "full_command": "command",
    "timeout": "timeout",
    "description": "description",
    "dangerouslyDisableSandbox": "dangerouslyDisableSandbox",
}

Arguments = dict[str, Any]


def arguments_of(attributes: Attributes) -> Arguments | None:
    """As the tool was called; None where they are withheld or not whole: a cut-off call would teach to break off."""
    if text(attributes, "tool_name") == BASH and (parameters := _object(attributes.get("tool_parameters"))):
        return _bash(parameters)
    given = _object(attributes.get("tool_input"))
    return given if given and not _is_cut(given) else None


def command_of(tool: str | None, arguments: Arguments | None) -> str:
    return text(arguments, "command") if tool == BASH and arguments else ""


def is_in_background(attributes: Attributes) -> bool:
    """Then the result says that the command was begun, not how it ended."""
    return flag(_object(attributes.get("tool_input")) or {}, "run_in_background") is True


def _bash(parameters: Arguments) -> Arguments | None:
    if not text(parameters, "full_command"):
        return None  # `bash_command` alone is the program's name
    return {name: parameters[sent] for sent, name in _PARAMETERS.items() if parameters.get(sent) is not None}


def _object(value: Any) -> Arguments | None:
    if isinstance(value, str):
        try:
            value = msgspec.json.decode(value)
        except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
            return None
    return value if isinstance(value, dict) and _is_flat_enough(value) else None


def _is_flat_enough(value: Arguments) -> bool:
    try:
        check_depth(value)
    except RejectedEvent:
        return False
    return True


def _is_cut(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) >= _CUT_AT
    if isinstance(value, dict):
        return any(map(_is_cut, value.values()))
    return isinstance(value, list) and any(map(_is_cut, value))
