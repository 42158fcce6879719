"""The idempotent insert: ids first, then COPY of only what is new. Runs inside the caller's transaction."""

from telemetry.store.arrays import bytes_array, uuid_array
from telemetry.store.rows import COLUMNS, NewEvent, copy_data
from telemetry.store.session import Cursor

# Ids arrive sorted, so that two batches with the same events wait for each other instead of deadlocking.
_RESERVE = """
INSERT INTO telemetry_event_key (project_id, event_id, digest)
SELECT %s, event_id, digest FROM unnest(%s::uuid[], %s::bytea[]) AS new (event_id, digest)
ON CONFLICT DO NOTHING RETURNING event_id
"""
_KNOWN = (
    "SELECT event_id, digest FROM telemetry_event_key WHERE project_id = %s AND event_id = ANY(%s::uuid[])"
)
_COPY = f"COPY telemetry_event ({COLUMNS}) FROM STDIN (FORMAT binary)"


def reserve(cursor: Cursor, project_id: int, digests: dict[bytes, bytes]) -> set[bytes]:
    """Claims event ids (16 bytes each) with their digests; returns those nobody had claimed before."""
    ids = sorted(digests)
    cursor.execute(
        _RESERVE, [project_id, uuid_array(ids), bytes_array([digests[event_id] for event_id in ids])]
    )
    if cursor.rowcount == len(ids):
        return set(ids)  # the usual case, without reading the answer
    return {row[0].bytes for row in cursor}


def known_digests(cursor: Cursor, project_id: int, ids: list[bytes]) -> dict[bytes, bytes]:
    """The digests of those of `ids` that are claimed."""
    cursor.execute(_KNOWN, [project_id, uuid_array(ids)], binary=True)
    return {event_id.bytes: bytes(digest) for event_id, digest in cursor}


def copy_events(
    cursor: Cursor, project_id: int, batch_id: bytes, received_us: int, events: list[NewEvent]
) -> None:
    """Appends events whose ids were reserved in this transaction."""
    with cursor.copy(_COPY) as copy:
        copy.write(copy_data(project_id, batch_id, received_us, events))
