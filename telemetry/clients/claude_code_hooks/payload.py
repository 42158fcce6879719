"""One hook's payload, read with care: any field may hold anything. Pure."""

import hashlib
import re
from typing import Any, Final

import msgspec

from telemetry.clients.mapping import INVALID_RECORD, Unmappable, canonical
from telemetry.clients.otlp.records import flag, number, text
from telemetry.ingest.errors import RejectedEvent
from telemetry.ingest.limits import MAX_ID_LENGTH
from telemetry.ingest.wire.check import check_depth

Values = dict[str, Any]

PATHS: Final = ("file_path", "notebook_path", "path")
_CODE: Final = frozenset({"content", "old_string", "new_string", "new_source"})  # kept to the letter
_BOUNDARY: Final = r"(?=[\s\"'`:;,)\]}&|]|$)"


class Hook(msgspec.Struct, frozen=True, kw_only=True):
    """What of a payload is used. `tool_input` and texts are free of the working directory."""

    name: str
    session_id: str
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
    _check_depth(payload, name)
    session = text(payload, "session_id")
    if not session:
        raise Unmappable(INVALID_RECORD, name, "session_id")
    folder = text(payload, "cwd")
    response = _object(payload, "tool_response")
    return Hook(
        name=name,
        session_id=_short(session),
        digest=hashlib.sha256(canonical(payload).encode()).hexdigest(),
        prompt=text(payload, "prompt"),
        tool=text(payload, "tool_name").replace("\0", "")[:MAX_ID_LENGTH],
        call_id=_short(text(payload, "tool_use_id")),
        tool_input=_relative_input(_object(payload, "tool_input"), folder),
        response=response | {name: relative(text(response, name), folder) for name in ("stdout", "stderr")},
        error=relative(text(payload, "error"), folder),
        interrupted=flag(payload, "is_interrupt") is True or flag(response, "interrupted") is True,
        duration_ms=_duration(payload),
    )


def relative(given: str, folder: str) -> str:
    """The text with paths under the working directory counted from it, so that nobody's home is stored."""
    folder = folder.rstrip("/\\")
    if len(folder) < 2 or folder not in given:
        return given
    inside = given.replace(folder + "/", "").replace(folder + "\\", "")
    return re.sub(re.escape(folder) + _BOUNDARY, ".", inside)


def relative_path(path: str) -> str:
    """A path that still is absolute lies elsewhere: of it, only the file's name is kept."""
    if path.startswith(("/", "\\", "~")) or re.match(r"[A-Za-z]:[\\/]", path):
        return re.split(r"[\\/]", path)[-1]
    return path


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
        return {key: _relative_value(key, inner, folder) for key, inner in value.items()}
    return [_relative_value(name, inner, folder) for inner in value] if isinstance(value, list) else value


def _object(payload: Values, name: str) -> Values:
    value = payload.get(name)
    return value if isinstance(value, dict) else {}


def _duration(payload: Values) -> float | None:
    duration = number(payload, "duration_ms")
    return duration if duration is not None and duration >= 0 else None


def _check_depth(payload: Values, name: str) -> None:
    try:
        check_depth(payload)
    except RejectedEvent as error:
        raise Unmappable(INVALID_RECORD, name) from error


def _short(name: str) -> str:
    """An id as it is, or its digest where it does not fit an id."""
    fits = len(name) <= MAX_ID_LENGTH and "\0" not in name
    return name if fits else hashlib.sha256(name.encode()).hexdigest()
