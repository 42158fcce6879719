"""A few new events in one statement, so that a small post costs one round trip instead of seven.

It succeeds where all ids are new, the usual case. Where one was seen before, the unique index refuses the whole
statement, nothing is stored, and the general way (telemetry.store.insert) sorts out which.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import IntegrityError, connection, transaction

from flywheel.database import Cursor
from telemetry.store.arrays import uuid_array
from telemetry.store.batches import BATCH_COLUMNS, BATCH_VALUES, BatchValues
from telemetry.store.rows import COLUMNS, NewEvent

MOST: Final = 16  # beyond this COPY is faster
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STATEMENT = f"""
WITH allowed AS (
    SELECT WHERE NOT EXISTS (
        SELECT FROM telemetry_developerconsent WHERE project_id = %s AND developer = ANY(%s) AND level <> 'full'
    )
),
batch AS (INSERT INTO telemetry_batch ({BATCH_COLUMNS}) SELECT {BATCH_VALUES} FROM allowed),
input AS (
    SELECT new.* FROM allowed,
    unnest(%s::uuid[], %s::uuid[], %s::uuid[], %b::text[], %b::timestamptz[], %b::text[])
    AS new (event_id, digest, interaction, type, occurred_at, payload)
),
keys AS (INSERT INTO telemetry_event_key (project_id, event_id, digest) SELECT %s, event_id, digest FROM input)
INSERT INTO telemetry_event ({COLUMNS})
SELECT %s, event_id, %s, interaction, type, occurred_at, %s, payload::json FROM input
"""  # noqa: S608 - made of constants


def insert_few(cursor: Cursor, batch: BatchValues, events: list[NewEvent], developers: list[str]) -> bool:
    """Stores events and batch row; False, and nothing is stored, where an id was seen before or one of
    `developers` (pseudonyms) asked for less than full consent. Commits, unless inside a transaction.
    """
    try:
        if connection.in_atomic_block:
            # In a savepoint, so that a refusal leaves the caller's transaction usable
            with transaction.atomic():
                return _execute(cursor, batch, events, developers)
        return _execute(cursor, batch, events, developers)
    except IntegrityError:
        return False


def _execute(cursor: Cursor, batch: BatchValues, events: list[NewEvent], developers: list[str]) -> bool:
    columns = [
        uuid_array(event.event_id for event in events),
        uuid_array(event.digest for event in events),
        uuid_array(event.interaction for event in events),
        [event.type.decode() for event in events],
        [_EPOCH + timedelta(microseconds=event.occurred_us) for event in events],
        [event.payload.decode() for event in events],
    ]
    project = batch.project_id
    consent = [project, developers]
    with connection.wrap_database_errors:
        cursor.execute(_STATEMENT, [*consent, *batch, *columns, project, project, batch.id, batch.received_at])
    return cursor.rowcount == len(events)
