"""Stored events, decoded. The payload is the wire event with `developer` (a pseudonym) for `developer_id`."""

import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from telemetry.contracts import sequence_of


class StoredRow(NamedTuple):
    """What is read of one event: corrected time in milliseconds, payload as JSON text."""

    event_id: uuid.UUID
    at: int
    payload: str


class StoredEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event as assembly sees it. Equal ids mean equal events, so `order` is total."""

    type: str
    interaction_id: str | None = None
    session_id: str | None = None
    developer: str | None = None
    candidate_id: str | None = None
    actor: str | None = None
    data: dict[str, Any] = {}
    event_id: str = ""
    at: int = 0

    @property
    def order(self) -> tuple[int, int, str]:
        return (self.at, sequence_of(self.data), self.event_id)


_DECODER = msgspec.json.Decoder(StoredEvent)


def decode(rows: Iterable[StoredRow]) -> tuple[list[StoredEvent], int]:
    """The events in order, and how many payloads could not be read."""
    events, unreadable = [], 0
    for row in rows:
        try:
            event = _DECODER.decode(row.payload)
        except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
            unreadable += 1
        else:
            events.append(msgspec.structs.replace(event, event_id=str(row.event_id), at=row.at))
    events.sort(key=lambda event: event.order)
    return events, unreadable
