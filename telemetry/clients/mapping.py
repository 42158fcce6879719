"""What every client's mapper gives: native events, and an account of what became of the rest. Pure.

A mapper turns foreign records into events of the wire contract and raises nothing but `Unmappable`. What it makes is
checked again by the native path, so a mistake here ends in quarantine with a reason and never in the store.
"""

import hashlib
import re
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from telemetry.clients.reading import fits_id
from telemetry.ingest.unmapped import Unmapped

NO_SIGNAL: Final = "no_signal"  # known, and nothing in it says what anybody thought of any code
UNKNOWN_EVENT: Final = "unknown_event"
UNKNOWN_CLIENT: Final = "unknown_client"
INVALID_RECORD: Final = "invalid_record"
TOO_LARGE: Final = "event_too_large"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_US: Final = 253_370_764_799_999_999  # the last the native path takes
_NAME_LENGTH: Final = 100

Document = dict[str, Any]
_Record = TypeVar("_Record")


class Unmappable(Exception):  # noqa: N818 - named for what is wrong
    """One foreign record cannot be mapped. `reason` is one of the codes above; `field` is a dotted path; the message
    never repeats what the client sent."""

    def __init__(self, reason: str, name: str = "", field: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.name = name
        self.field = field


class MappedEvent(NamedTuple):
    """A native event, and the position of the foreign record it came from."""

    record: int
    document: Document


class Mapped(NamedTuple):
    """All that a post of foreign records comes to."""

    events: list[MappedEvent]
    unmapped: list[Unmapped]


def map_each(records: Iterable[tuple[int, _Record]], events_of: Callable[[_Record], list[Document]]) -> Mapped:
    """Of records with their positions. What has no events is tallied, nothing is raised."""
    events: list[MappedEvent] = []
    errors: list[Unmappable] = []
    for position, record in records:
        try:
            events += [MappedEvent(position, document) for document in events_of(record)]
        except Unmappable as error:
            errors.append(error)
    return Mapped(events, tally(errors))


def tally(errors: list[Unmappable]) -> list[Unmapped]:
    """Counted by name, reason and field, in a fixed order. Names are cut to what can be shown."""
    counts: dict[tuple[str, str, str], int] = {}
    for error in errors:
        key = (shown_name(error.name), error.reason, error.field[:_NAME_LENGTH])
        counts[key] = counts.get(key, 0) + 1
    return [Unmapped(name, reason, count, field) for (name, reason, field), count in sorted(counts.items())]


def shown_name(name: str) -> str:
    return "".join(character if character.isprintable() else "\ufffd" for character in name[:_NAME_LENGTH])


def derived_id(client: str, *parts: object) -> str:
    """The event id of something that brings none: the same parts give the same id, in any installation.

    Parts name what happened (or are the canonical body), never the time of arrival, so that a repeat is a duplicate.
    """
    return str(uuid.UUID(bytes=_digest(client, parts)[:16]))


def derived_name(client: str, *parts: object) -> str:
    """An interaction or session id made of several of the client's own: as text where that fits, else as a digest."""
    name = ":".join([client, *map(str, parts)])
    return name if fits_id(name) else f"{client}:{_digest(client, parts).hex()}"


def own_id(client: str, name: str) -> str:
    """The client's own id as it is where it fits, so that it can be looked for; else derived."""
    return name if not name or fits_id(name) else derived_name(client, name)


def _digest(client: str, parts: tuple[object, ...]) -> bytes:
    text = msgspec.json.encode([client, [canonical(part) for part in parts]])
    return hashlib.sha256(text).digest()


def canonical(value: object) -> str:
    """One text for equal JSON values, whatever their key order."""
    return msgspec.json.encode(value, order="deterministic").decode()


def event(
    kind: str, event_id: str, occurred_us: int, *, interaction_id: str, data: Document | None = None, **fields: str
) -> Document:
    """A native event. `fields` are session_id, developer_id, candidate_id, actor; empty ones are left out, and so are
    the keys of `data` that hold None (except `passed`, where it means: unknown).
    """
    document: Document = {
        "event_id": event_id,
        "type": kind,
        "occurred_at": moment(occurred_us),
        "interaction_id": interaction_id,
    }
    document |= {name: value for name, value in fields.items() if value}
    document["data"] = {key: value for key, value in (data or {}).items() if value is not None or key == "passed"}
    return document


def moment(microseconds: int) -> str:
    """RFC 3339, UTC. Times beyond what the store takes are brought to its edge."""
    return (_EPOCH + timedelta(microseconds=min(max(microseconds, 0), _LATEST_US))).isoformat()


def relative_path(path: str) -> str:
    """A path that is absolute lies elsewhere: of it, only the file's name is kept, so that nobody's home is stored."""
    if path.startswith(("/", "\\", "~")) or re.match(r"[A-Za-z]:[\\/]", path):
        return re.split(r"[\\/]", path)[-1]
    return path


def language_of(path: str) -> str:
    """The language of a file by its ending, in the names editors use; empty where unknown."""
    _, dot, ending = path.rpartition(".")
    return _LANGUAGES.get(ending.lower(), "") if dot else ""


_LANGUAGES: Final = {
    "py": "python", "pyi": "python", "js": "javascript", "mjs": "javascript", "cjs": "javascript",
    "jsx": "javascriptreact", "ts": "typescript", "tsx": "typescriptreact", "java": "java", "go": "go", "rs": "rust",
    "rb": "ruby", "php": "php", "c": "c", "h": "c", "cc": "cpp", "cpp": "cpp", "hpp": "cpp", "cs": "csharp",
    "sh": "shellscript", "bash": "shellscript", "kt": "kotlin", "swift": "swift", "scala": "scala", "sql": "sql",
    "html": "html", "css": "css", "json": "json", "yaml": "yaml", "yml": "yaml", "md": "markdown",
}  # fmt: skip
