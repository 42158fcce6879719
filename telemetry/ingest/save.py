"""Saves a screened batch: ids, events, receipt row, consent, refusals and quarantine, in the caller's transaction."""

from uuid import UUID

import msgspec
from django.db import IntegrityError

from flywheel.database import Cursor
from telemetry.ingest.arrival import Arrival
from telemetry.ingest.consent.levels import write_level
from telemetry.ingest.errors import RejectedEvent
from telemetry.ingest.quarantine import Held
from telemetry.ingest.receipts import Receipt, Sorted, all_held, receipt_of
from telemetry.ingest.screening import NO_INTERACTION, ConsentChange, Screened
from telemetry.store.arrays import uuid_array
from telemetry.store.batches import BatchValues, insert_batch
from telemetry.store.insert import claim_new, claim_unseen, copy_events, known_digests
from telemetry.store.insert_few import MOST, insert_few
from telemetry.store.rows import NewEvent

_REFUSED = """
INSERT INTO telemetry_refusalcount AS count (project_id, day, events) VALUES (%s, %s, %s)
ON CONFLICT (project_id, day) DO UPDATE SET events = count.events + excluded.events
"""
_HELD = """
INSERT INTO telemetry_quarantinedevent
    (project_id, batch_id, received_at, index, event_id, client_name,
     code, field, message, developer, payload, state)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'held')
"""


def save(cursor: Cursor, arrival: Arrival, screened: Screened, *, all_new: bool) -> Receipt:
    """With `all_new` the ids are taken to be new, which is faster; raises IntegrityError where one is not."""
    claim = claim_all if all_new else sort_out
    found = claim(cursor, arrival, screened)
    receipt = receipt_of(arrival.batch_id, screened, found, arrival.unmapped)
    if found.new:
        copy_events(cursor, arrival.project_id, arrival.batch_id.bytes, arrival.received_us, found.new)
    insert_batch(cursor, batch_values(arrival, receipt, found.new, len(screened.refused)))
    _save_consents(cursor, arrival, screened.consents, found.new)
    if screened.refused:
        cursor.execute(_REFUSED, [arrival.project_id, arrival.received_at.date(), len(screened.refused)])
    if held := all_held(screened, found):
        cursor.executemany(_HELD, [_held_row(arrival, item) for item in held])
    return receipt


def claim_all(cursor: Cursor, arrival: Arrival, screened: Screened) -> Sorted:
    """Claims the ids of the events. Raises IntegrityError where one was seen before, or comes twice."""
    first = first_digests(screened)
    if len(first) < len(screened.events):
        raise IntegrityError("an event id comes twice in the batch")
    if first:
        claim_new(cursor, arrival.project_id, first)
    return Sorted([event for _, event in screened.events], 0, [])


def sort_out(cursor: Cursor, arrival: Arrival, screened: Screened) -> Sorted:
    """Claims what is new. The digest decides whether an id seen before is a duplicate or a conflict."""
    first = first_digests(screened)
    claimed = claim_unseen(cursor, arrival.project_id, first) if first else set()
    taken = [event_id for event_id in first if event_id not in claimed]
    known = known_digests(cursor, arrival.project_id, taken) if taken else {}
    return compare(screened, claimed, first | known)


def first_digests(screened: Screened) -> dict[bytes, bytes]:
    """The digest of the first event of each id in the batch."""
    digests: dict[bytes, bytes] = {}
    for _, event in screened.events:
        digests.setdefault(event.event_id, event.digest)
    return digests


def compare(screened: Screened, unclaimed: set[bytes], first: dict[bytes, bytes]) -> Sorted:
    """`unclaimed` are ids free until now, `first` the digest that stays for each id."""
    free = set(unclaimed)
    new, duplicates, conflicts = [], 0, []
    for index, event in screened.events:
        if event.event_id in free:
            free.remove(event.event_id)
            new.append(event)
        elif first[event.event_id] == event.digest:
            duplicates += 1
        else:
            conflicts.append(_conflict(index, event))
    return Sorted(new, duplicates, conflicts)


def _conflict(index: int, event: NewEvent) -> Held:
    error = RejectedEvent("event_conflict", "This event id was seen before with other content.", "event_id")
    developer = msgspec.json.decode(event.payload, type=_Developer).developer
    return Held(index, str(UUID(bytes=event.event_id)), error, developer, event.payload.decode())


class _Developer(msgspec.Struct):
    developer: str = ""


def save_few(cursor: Cursor, arrival: Arrival, screened: Screened, developers: list[str]) -> Receipt | None:
    """The short way for a small batch, screened as if all `developers` had given full consent, which the store
    checks while it inserts. None, and nothing is stored, where the batch needs the general way.
    """
    if len(screened.events) > MOST or screened.held or screened.refused or screened.consents or not screened.events:
        return None
    found = Sorted([event for _, event in screened.events], 0, [])
    receipt = receipt_of(arrival.batch_id, screened, found, arrival.unmapped)
    stored = insert_few(cursor, batch_values(arrival, receipt, found.new, 0), found.new, developers)
    return receipt if stored else None


def batch_values(arrival: Arrival, receipt: Receipt, new: list[NewEvent], refused: int) -> BatchValues:
    touched = sorted({event.interaction for event in new} - {NO_INTERACTION})
    return BatchValues(
        id=arrival.batch_id,
        project_id=arrival.project_id,
        api_key_id=arrival.api_key_id,
        source=arrival.source,
        client_name=arrival.client.name,
        client_version=arrival.client.version,
        received_at=arrival.received_at,
        skew_ms=arrival.skew_us // 1000,
        accepted=receipt.accepted,
        duplicates=receipt.duplicates,
        rejected=receipt.rejected,
        refused=refused,
        errors=msgspec.json.encode(receipt.errors).decode(),
        unmapped=msgspec.json.encode(receipt.unmapped).decode(),
        dropped=msgspec.json.encode(arrival.dropped).decode(),
        interactions=uuid_array(touched),
        state="new" if touched else "assembled",
    )


def _save_consents(cursor: Cursor, arrival: Arrival, consents: list[ConsentChange], new: list[NewEvent]) -> None:
    """Sorted by developer, so that two batches lock the rows in the same order. A conflict decides nothing."""
    stored = {event.event_id for event in new} if consents else set()
    for change in sorted(consents, key=lambda change: change.developer):
        if change.event_id in stored:
            write_level(cursor, arrival.project_id, change.developer, change.decision)


def _held_row(arrival: Arrival, held: Held) -> list[object]:
    error = held.error
    return [
        arrival.project_id,
        arrival.batch_id,
        arrival.received_at,
        held.position,
        held.event_id,
        arrival.client.name,
        error.code,
        error.field[:200],
        error.message[:500],
        held.developer,
        held.payload,
    ]
