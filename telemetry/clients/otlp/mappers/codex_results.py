"""What a `codex.tool_result` says of the call: its arguments, its output, and how the command ended. Pure."""

import re
from typing import Any, Final, NamedTuple

from telemetry.clients.otlp.records import Attributes
from telemetry.clients.reading import beginning_and_end, json_in, text, written_flag, written_number

# Codex's three ways to report a command to the model, each before what the command itself wrote.
_EXIT: Final = re.compile(r"^(?:Process exited with code|Exit code:) (-?\d{1,10})$", re.MULTILINE)
_OUTPUT: Final = re.compile(r"^Output:$", re.MULTILINE)
_INT32: Final = 2**31
_LONGEST_MS: Final = 1e12
_SHELLS: Final = frozenset({"sh", "bash", "zsh", "dash"})


class Result(NamedTuple):
    """`arguments` are an object where Codex sent JSON, else the text; None where it sent none."""

    arguments: Any
    output: str | None
    success: bool | None
    duration_ms: float | None
    exit_code: int | None
    command: str  # empty where it is not known


def read_result(attributes: Attributes) -> Result:
    arguments, output = _arguments(attributes), text(attributes, "output")
    return Result(
        arguments=arguments,
        output=beginning_and_end(output) or None,
        success=written_flag(attributes, "success"),
        duration_ms=written_number(attributes, "duration_ms", 0, _LONGEST_MS),
        exit_code=_exit_code(output),
        command=_command(arguments),
    )


def _arguments(attributes: Attributes) -> Any:
    said = text(attributes, "arguments")
    if not said:
        return None
    found = json_in(said)
    return found if isinstance(found, dict) else said


def _command(arguments: Any) -> str:
    """Of exec_command (`cmd`), shell_command and shell (`command`, text or a list of words)."""
    if not isinstance(arguments, dict):
        return ""
    said = arguments.get("cmd", arguments.get("command"))
    if isinstance(said, list) and all(isinstance(word, str) for word in said):
        return _script(said)
    return said if isinstance(said, str) else ""


def _script(words: list[str]) -> str:
    """`["bash", "-lc", script]` is the script."""
    program = words[0].rpartition("/")[2] if words else ""
    return words[2] if program in _SHELLS and len(words) == 3 and words[1].startswith("-") else " ".join(words)


def _exit_code(output: str) -> int | None:
    """Read from the report's head only: what follows is the command's own, which may print anything."""
    if output.startswith("{"):
        return _of_report(json_in(output))
    written = _OUTPUT.search(output)
    found = _EXIT.search(output[: written.start()] if written else output)
    return _in_range(int(found[1])) if found else None


def _of_report(report: Any) -> int | None:
    """`{"output": …, "metadata": {"exit_code": 3, …}}`"""
    metadata = report.get("metadata") if isinstance(report, dict) else None
    code = metadata.get("exit_code") if isinstance(metadata, dict) else None
    return _in_range(code) if isinstance(code, int) and not isinstance(code, bool) else None


def _in_range(code: int) -> int | None:
    return code if -_INT32 <= code < 2 * _INT32 else None
