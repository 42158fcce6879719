"""One hook's payload, read with care: any field may hold anything. Pure."""

import hashlib
import re
from typing import Any, Final

import msgspec

from telemetry.clients.mapping import INVALID_RECORD, Unmappable, canonical, derived_name, relative_path
from telemetry.clients.reading import (
    Values,
    fitting_id,
    inner,
    is_shallow,
    short_text,
    text,
    written_flag,
    written_number,
)

TELEMETRY: Final = "claude-code"  # begins the interaction ids of what telemetry tells
PATHS: Final = ("file_path", "notebook_path", "path")
_CODE: Final = frozenset({"content", "old_string", "new_string", "new_source"})  # kept to the letter
_BOUNDARY: Final = re.compile(r"[\s\"'`:;,)\]}&|]|$")


class Hook(msgspec.Struct, frozen=True, kw_only=True):
    """What of a payload is used. `tool_input` and texts are free of the working directory."""

    name: str
    session_id: str
    turn: str  # the interaction id telemetry gives the same turn; empty where the hook names no prompt
    digest: str  # of the whole payload: tells two posts apart where nothing else does
    prompt: str
    tool: str
    call_id: str
    tool_input: Values
    response: Values
    error: str
    interrupted: bool
    duration_ms: float | None

    @property
    def identity(self) -> str:
        return self.call_id or self.digest


def read_hook(payload: Values) -> Hook:
    """Raises Unmappable where the payload names no event or no session, or is nested too deeply."""
    name = text(payload, "hook_event_name")
    if not name:
        raise Unmappable(INVALID_RECORD, field="hook_event_name")
    if not is_shallow(payload):
        raise Unmappable(INVALID_RECORD, name)
    session = text(payload, "session_id")
    if not session:
        raise Unmappable(INVALID_RECORD, name, "session_id")
    folder = text(payload, "cwd")
    response = inner(payload, "tool_response")
    return Hook(
        name=name,
        session_id=fitting_id(session),
        turn=derived_name(TELEMETRY, session, prompt_id) if (prompt_id := text(payload, "prompt_id")) else "",
        digest=hashlib.sha256(canonical(payload).encode()).hexdigest(),
        prompt=text(payload, "prompt"),
        tool=short_text(payload, "tool_name"),
        call_id=fitting_id(text(payload, "tool_use_id")),
        tool_input=_relative_input(inner(payload, "tool_input"), folder),
        response=response | {name: relative(text(response, name), folder) for name in ("stdout", "stderr")},
        error=relative(text(payload, "error"), folder),
        interrupted=written_flag(payload, "is_interrupt") is True or written_flag(response, "interrupted") is True,
        duration_ms=written_number(payload, "duration_ms", least=0),
    )


def relative(given: str, folder: str) -> str:
    """The text with paths under the working directory counted from it, so that nobody's home is stored."""
    folder = folder.rstrip("/\\")
    if len(folder) < 2 or folder not in given:
        return given
    inside = given.replace(folder + "/", "").replace(folder + "\\", "")
    first, *rest = inside.split(folder)  # no pattern made of it: compiled patterns are slow to make, and kept
    return first + "".join(("." if _BOUNDARY.match(part) else folder) + part for part in rest)


def _relative_input(given: Values, folder: str) -> Values:
    found = {name: _relative_value(name, value, folder) for name, value in given.items()}
    for name in PATHS:
        if isinstance(value := found.get(name), str):
            found[name] = relative_path(value)
    return found


def _relative_value(name: str, value: Any, folder: str) -> Any:
    if isinstance(value, str):
        return value if name in _CODE else relative(value, folder)
    if isinstance(value, dict):
        return {key: _relative_value(key, one, folder) for key, one in value.items()}
    return [_relative_value(name, one, folder) for one in value] if isinstance(value, list) else value
