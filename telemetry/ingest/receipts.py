"""The answer to a post: what became of its events. Kept with the batch, so that it can be asked for again."""

from typing import NamedTuple
from uuid import UUID

import msgspec

from telemetry.ingest.quarantine import Held
from telemetry.ingest.screening import Screened
from telemetry.ingest.unmapped import Unmapped
from telemetry.models import Batch
from telemetry.store.rows import NewEvent


class EventError(msgspec.Struct, frozen=True):
    index: int  # position in the batch, from 0; of a foreign client's post, the position of its record
    event_id: str  # as the client wrote it; empty where there is none
    code: str
    field: str  # dotted path; empty where the event as a whole is concerned
    message: str


class Receipt(msgspec.Struct, frozen=True, omit_defaults=True):
    """`accepted` counts events left out because of consent too: the client has nothing more to do about them."""

    batch_id: UUID | None  # None where nothing was stored (validation)
    accepted: int
    duplicates: int
    rejected: int
    errors: list[EventError]
    unmapped: list[Unmapped] = []


class Sorted(NamedTuple):
    """The acceptable events by what the store already knew of their ids."""

    new: list[NewEvent]
    duplicates: int
    conflicts: list[Held]


def receipt_of(
    batch_id: UUID | None, screened: Screened, found: Sorted, unmapped: tuple[Unmapped, ...] = ()
) -> Receipt:
    held = all_held(screened, found)
    errors = [EventError(item.position, item.event_id, *item.error.parts()) for item in held]
    return Receipt(
        batch_id, len(found.new) + len(screened.refused), found.duplicates, len(held), errors, list(unmapped)
    )


def all_held(screened: Screened, found: Sorted) -> list[Held]:
    """Everything rejected, in the order of the batch."""
    return sorted(screened.held + found.conflicts, key=lambda item: item.position)


def find_receipt(project_id: int, batch_id: UUID) -> Receipt | None:
    """The receipt of a project's own batch."""
    batch = Batch.objects.filter(pk=batch_id, project_id=project_id).first()
    if batch is None:
        return None
    errors = msgspec.convert(batch.errors, list[EventError])
    unmapped = msgspec.convert(batch.unmapped, list[Unmapped])
    return Receipt(batch.pk, batch.accepted, batch.duplicates, batch.rejected, errors, unmapped)
