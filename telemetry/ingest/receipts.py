"""The answer to a post: what became of its events."""

from uuid import UUID

import msgspec

from telemetry.ingest.quarantine import Held


class EventError(msgspec.Struct, frozen=True):
    index: int  # position in the batch, from 0
    event_id: str  # as the client wrote it; empty where there is none
    code: str
    field: str  # dotted path; empty where the event as a whole is concerned
    message: str


class Receipt(msgspec.Struct, frozen=True):
    """`accepted` counts events left out because of consent too: the client has nothing more to do about them."""

    batch_id: UUID | None  # None where nothing was stored (validation)
    accepted: int
    duplicates: int
    rejected: int
    errors: list[EventError]


def event_error(held: Held) -> EventError:
    return EventError(held.index, held.event_id, held.error.code, held.error.field, held.error.message)
