"""A few new events in one statement, so that a small post costs one round trip instead of seven.

It succeeds where all ids are new, the usual case. Where one was seen before, the unique index refuses the
whole
statement, nothing is stored, and the general way (telemetry.store.insert) sorts out which.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import IntegrityError, connection, transaction

from telemetry.store.arrays import bytes_array, uuid_array
from telemetry.store.batches import INSERT, BatchValues
from telemetry.store.rows import COLUMNS, NewEvent
from telemetry.store.session import Cursor

MOST: Final = 16  # beyond this COPY is faster
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STATEMENT = f"""
WITH batch AS ({INSERT}),
input AS (
    SELECT * FROM unnest(%s::uuid[], %s::bytea[], %s::uuid[], %s::text[], %s::timestamptz[], %s::text[])
    AS input (event_id, digest, interaction, type, occurred_at, payload)
),
keys AS (INSERT INTO telemetry_event_key (project_id, event_id, digest) SELECT %s, event_id, digest FROM
input)
INSERT INTO telemetry_event ({COLUMNS})
SELECT %s, event_id, %s, interaction, type, occurred_at, %s, payload::json FROM input
"""  # noqa: S608 - made of constants


def insert_few(cursor: Cursor, batch: BatchValues, events: list[NewEvent]) -> bool:
    """Stores events and batch row; False where an id was seen before. Commits, unless inside a
    transaction.
    """
    try:
        if connection.in_atomic_block:
            with (
                transaction.atomic()
            ):  # a savepoint, so that a refusal leaves the caller's transaction usable
                _execute(cursor, batch, events)
        else:
            _execute(cursor, batch, events)
    except IntegrityError:
        return False
    return True


def _execute(cursor: Cursor, batch: BatchValues, events: list[NewEvent]) -> None:
    columns = [
        uuid_array(event.event_id for event in events),
        bytes_array(event.digest for event in events),
        uuid_array(event.interaction for event in events),
        [event.type.decode() for event in events],
        [_EPOCH + timedelta(microseconds=event.occurred_us) for event in events],
        [event.payload.decode() for event in events],
    ]
    with connection.wrap_database_errors:
        cursor.execute(
            _STATEMENT, [*batch, *columns, batch.project_id, batch.project_id, batch.id, batch.received_at]
        )
