"""One raw event to a checked one. Pure: the same bytes give the same result or the same rejection."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from telemetry.ingest.errors import RejectedEvent
from telemetry.ingest.limits import MAX_DEPTH
from telemetry.ingest.wire.events import EVENT_TYPES, CandidateRated, CandidatesCompared
from telemetry.ingest.wire.values import Event

_UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST_US: Final = 0  # 1970-01-01
LATEST_US: Final = 253_370_764_800_000_000  # 9999-01-01: a year every reader of the store can represent
TEXT_FIELDS: Final = frozenset(
    {"prompt", "text", "accepted_text", "final_text", "comment", "feedback", "command", "output", "arguments"}
)
_NULL_MEANS_SOMETHING = {"passed"}
_MESSAGE = re.compile(r"^(?P<reason>.*?)(?: - at `(?P<path>.*)`)?$", re.DOTALL)
_MISSING = re.compile(r"missing required field `(\w+)`")
_CONTAINERS = frozenset({dict, list})
_decode = msgspec.json.Decoder().decode

Document = dict[str, Any]


class Checked(NamedTuple):
    """An acceptable event. `document` is all of it, as sent; the rest is read from it."""

    event_id: UUID
    type: str
    occurred_us: int  # microseconds since 1970-01-01T00:00Z by the client's clock
    interaction_id: str
    document: Document


def parse(raw: bytes) -> Document:
    """The event as a dict. Raises RejectedEvent where it is not a JSON object or nested too deeply."""
    try:
        document = _decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RejectedEvent("invalid_json", "The event is not valid JSON in UTF-8 with numbers in range.") from error
    except RecursionError as error:
        raise _too_deep() from error
    if type(document) is not dict:
        raise RejectedEvent("not_an_object", "An event must be a JSON object.")
    if raw.count(b"{") + raw.count(b"[") > MAX_DEPTH:
        check_depth(document)
    return document


def check(document: Document) -> Checked:
    """Validates against the event's struct. Raises RejectedEvent with the code and the field's path."""
    return checked(document, _typed(document, _struct_of(document)))


def checked(document: Document, event: Event) -> Checked:
    """What the types cannot say of a document and its struct. Raises RejectedEvent."""
    if check_together := _TOGETHER.get(type(event)):
        check_together(event)
    occurred_us = microseconds(event.occurred_at)
    if not EARLIEST_US <= occurred_us < LATEST_US:
        raise RejectedEvent("invalid_field", "Must lie between the years 1970 and 9998.", "occurred_at")
    return Checked(
        event.event_id,
        document["type"],
        occurred_us,
        event.interaction_id,  # type: ignore[attr-defined]
        document,
    )


def microseconds(moment: datetime) -> int:
    """Exact microseconds since 1970, also where the moment in UTC lies outside the years a datetime can hold."""
    since = moment - _UNIX_EPOCH
    return since.days * 86_400_000_000 + since.seconds * 1_000_000 + since.microseconds


def check_no_nul(document: Document) -> None:
    """Only texts may hold NUL: names and ids end in database columns, which cannot. Raises RejectedEvent."""
    for path, value in _named_values(document):
        if _holds_nul(value):
            raise RejectedEvent("invalid_field", "Must not hold NUL characters.", path)


def check_depth(document: Document) -> None:
    """Raises RejectedEvent where containers lie more than MAX_DEPTH deep."""
    level: list[Any] = [document]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for node in level
            for child in (node.values() if type(node) is dict else node)
            if type(child) in _CONTAINERS
        ]
        if not level:
            return
    raise _too_deep()


def _struct_of(document: Document) -> type[Event]:
    name = document.get("type")
    if name is None:
        raise RejectedEvent("missing_field", "Object missing required field `type`", "type")
    if not isinstance(name, str):
        raise RejectedEvent("invalid_field", "Expected `str`", "type")
    struct = EVENT_TYPES.get(name)
    if struct is None:
        raise RejectedEvent("unknown_type", "There is no event type of this name.", "type")
    return struct


def _typed(document: Document, struct: type[Event]) -> Event:
    try:
        return msgspec.convert(document, struct)
    except msgspec.ValidationError as error:
        if not _drop_nulls(document):
            raise _rejection(str(error)) from error
    return _typed(document, struct)


def _drop_nulls(document: Document) -> bool:
    """A null counts as an absent key (clients that write every field), except where null is a value.

    True where there was one. Tried only where the event as it is does not fit, so that the others pay nothing.
    """
    data = document.get("data")
    found = False
    for mapping in (document, data) if isinstance(data, dict) else (document,):
        for key in [key for key, value in mapping.items() if value is None and key not in _NULL_MEANS_SOMETHING]:
            del mapping[key]
            found = True
    return found


def _check_compared(event: CandidatesCompared) -> None:
    if event.data.outcome == "picked" and not event.data.chosen:
        raise RejectedEvent("missing_field", "A pick needs `chosen`.", "data.chosen")


def _check_rated(event: CandidateRated) -> None:
    if event.data.value is event.data.score is msgspec.UNSET:
        raise RejectedEvent("missing_field", "A rating needs `value` or `score`.", "data.value")


# By exact type: `isinstance` on a msgspec struct goes through the slow check of abstract classes.
_TOGETHER: Final[dict[type[Event], Callable[[Any], None]]] = {
    CandidatesCompared: _check_compared,
    CandidateRated: _check_rated,
}


def _rejection(message: str) -> RejectedEvent:
    match = _MESSAGE.match(message)
    assert match is not None
    path = (match["path"] or "").removeprefix("$").removeprefix(".")
    if missing := _MISSING.search(match["reason"]):
        return RejectedEvent("missing_field", match["reason"], ".".join(filter(None, [path, missing[1]])))
    reason = "Not one of the allowed values" if match["reason"].startswith("Invalid enum") else match["reason"]
    return RejectedEvent("invalid_field", reason, path)


def _named_values(document: Document) -> list[tuple[str, Any]]:
    data = document.get("data")
    named = [(key, value) for key, value in document.items() if key != "data"]
    if isinstance(data, dict):
        named += [(f"data.{key}", value) for key, value in data.items() if key not in TEXT_FIELDS]
    return named


def _holds_nul(value: Any) -> bool:
    return b"\\u0000" in msgspec.json.encode(value)


def _too_deep() -> RejectedEvent:
    return RejectedEvent("too_deep", f"An event may be nested {MAX_DEPTH} levels deep.")
