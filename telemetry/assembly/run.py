"""Claims new batches and assembles the interactions they touch.

Locks are taken in one order everywhere: interactions by (project, uid), then source buckets by their key. So two
workers never assemble one interaction at once and never wait for each other in a circle.
"""

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

import msgspec
from django.db import connection, transaction

from telemetry.assembly.events import StoredRow
from telemetry.assembly.fingerprint import fingerprint
from telemetry.assembly.interactions import MAX_BYTES, MAX_EVENTS, assemble, oversized
from telemetry.assembly.sources import BUCKET_MS, FLOOD_LIMIT, bucket_start, to_milliseconds, to_moment
from telemetry.contracts import Interaction
from telemetry.models import Batch

MAX_CLAIMED_EVENTS = 20_000  # bounds one transaction whatever `limit` says
CHUNK_BYTES = 64 * 1024 * 1024  # of payload held in memory at a time
_ENCODER = msgspec.json.Encoder(order="deterministic")


class Key(NamedTuple):
    project_id: int
    uid: uuid.UUID


class Bucket(NamedTuple):
    project_id: int
    developer: str
    start: datetime


class Known(NamedTuple):
    """What an interaction's row said before this run."""

    event_count: int
    bucket: Bucket | None


class Size(NamedTuple):
    events: int
    bytes: int


def assemble_batches(limit: int = 200) -> int:
    """Assembles up to `limit` new batches in one transaction; returns how many (0: nothing to do)."""
    with transaction.atomic():
        batches = _claim(limit)
        touched = sorted({Key(batch.project_id, uid) for batch in batches for uid in batch.interactions})
        if touched:
            _assemble(touched)
        Batch.objects.filter(pk__in=[batch.pk for batch in batches]).update(state=Batch.State.ASSEMBLED)
    return len(batches)


def _claim(limit: int) -> list[Batch]:
    """The oldest new batches no other worker holds, as many as fit MAX_CLAIMED_EVENTS (at least one)."""
    waiting = Batch.objects.filter(state=Batch.State.NEW).order_by("received_at")
    fields = waiting.only("id", "project_id", "accepted", "interactions")
    claimed: list[Batch] = []
    events = 0
    for batch in fields.select_for_update(skip_locked=True)[:limit]:
        events += batch.accepted
        if claimed and events > MAX_CLAIMED_EVENTS:
            break
        claimed.append(batch)
    return claimed


def _assemble(touched: list[Key]) -> None:
    known = _lock(touched)
    moves: list[tuple[Bucket | None, Bucket | None]] = []
    for chunk in _chunks(_sizes(touched)):
        fresh = [
            (key, interaction)
            for key, interaction in _interactions(chunk)
            # Fewer events than before: retention dropped their partition. What was assembled then stays.
            if interaction.oversized or interaction.event_count >= known[key].event_count
        ]
        _save(fresh)
        moves += [(known[key].bucket, _bucket(key, interaction)) for key, interaction in fresh]
    _count_activity(moves)


def _lock(touched: list[Key]) -> dict[Key, Known]:
    """Makes missing rows and locks them all, in one pass in key order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO telemetry_interaction AS known"
            " (project_id, uid, interaction_id, developer, session_id, event_count, document)"
            " SELECT project_id, uid, '', '', '', 0, ''"
            " FROM unnest(%s::int[], %s::uuid[]) AS t (project_id, uid) ORDER BY project_id, uid"
            " ON CONFLICT (project_id, uid) DO UPDATE SET event_count = known.event_count"
            " RETURNING project_id, uid, event_count, developer, first_at",
            _columns(touched),
        )
        return {
            Key(project_id, uid): Known(count, _bucket_of(project_id, developer, first_at))
            for project_id, uid, count, developer, first_at in cursor.fetchall()
        }


def _bucket_of(project_id: int, developer: str, first_at: datetime | None) -> Bucket | None:
    if first_at is None or not developer:
        return None
    return Bucket(project_id, developer, to_moment(bucket_start(to_milliseconds(first_at))))


def _bucket(key: Key, interaction: Interaction) -> Bucket | None:
    return _bucket_of(
        key.project_id,
        interaction.developer,
        None if interaction.oversized else to_moment(interaction.first_at),
    )


def _sizes(touched: list[Key]) -> list[tuple[Key, Size]]:
    """Events and bytes of each interaction, counting no further than one event past MAX_EVENTS."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.project_id, t.uid, found.events, found.bytes"
            " FROM unnest(%s::int[], %s::uuid[]) AS t (project_id, uid) CROSS JOIN LATERAL ("
            "  SELECT count(*), coalesce(sum(octet_length(payload)), 0)::bigint FROM ("
            "   SELECT payload::text AS payload FROM telemetry_event e"
            "   WHERE e.interaction = t.uid AND e.project_id = t.project_id LIMIT %s) AS counted"
            " ) AS found (events, bytes) ORDER BY 1, 2",
            [*_columns(touched), MAX_EVENTS + 1],
        )
        return [(Key(row[0], row[1]), Size(row[2], row[3])) for row in cursor.fetchall()]


def _chunks(sizes: Iterable[tuple[Key, Size]]) -> Iterator[list[tuple[Key, Size]]]:
    chunk: list[tuple[Key, Size]] = []
    held = 0
    for key, size in sizes:
        if chunk and held + size.bytes > CHUNK_BYTES:
            yield chunk
            chunk, held = [], 0
        chunk.append((key, size))
        held += size.bytes
    yield chunk


def _too_big(size: Size) -> bool:
    return size.events > MAX_EVENTS or size.bytes > MAX_BYTES


def _interactions(chunk: list[tuple[Key, Size]]) -> Iterator[tuple[Key, Interaction]]:
    rows = _read([key for key, size in chunk if not _too_big(size)])
    for key, size in chunk:
        if _too_big(size):
            yield key, oversized(key.uid, MAX_EVENTS + 1)
        else:
            yield key, assemble(key.uid, rows.get(key, []))


def _read(keys: list[Key]) -> dict[Key, list[StoredRow]]:
    found: dict[Key, list[StoredRow]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.project_id, t.uid, e.event_id,"
            " floor(extract(epoch FROM e.occurred_at) * 1000)::bigint, e.payload::text"
            " FROM unnest(%s::int[], %s::uuid[]) AS t (project_id, uid)"
            " JOIN telemetry_event e ON e.interaction = t.uid AND e.project_id = t.project_id",
            _columns(keys),
        )
        for project_id, uid, event_id, at, payload in cursor.fetchall():
            found.setdefault(Key(project_id, uid), []).append(StoredRow(event_id, at, payload))
    return found


def _save(assembled: list[tuple[Key, Interaction]]) -> None:
    """Writes the documents and queues the interactions for cleaning."""
    columns = zip(*(_row(key, interaction) for key, interaction in assembled), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH fresh AS (SELECT * FROM unnest(%s::int[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::bytea[],"
            "  %s::timestamptz[], %s::timestamptz[], %s::int[], %s::text[]) AS t (project_id, uid, interaction_id,"
            "  developer, session_id, fingerprint, first_at, last_at, event_count, document)),"
            " saved AS (UPDATE telemetry_interaction i SET interaction_id = fresh.interaction_id,"
            "  developer = fresh.developer, session_id = fresh.session_id, fingerprint = fresh.fingerprint,"
            "  first_at = fresh.first_at, last_at = fresh.last_at, event_count = fresh.event_count,"
            "  document = fresh.document FROM fresh WHERE i.project_id = fresh.project_id AND i.uid = fresh.uid)"
            " INSERT INTO telemetry_stale_interaction (project_id, uid) SELECT project_id, uid FROM fresh",
            [list(column) for column in columns] or [[]] * 10,
        )


def _row(key: Key, interaction: Interaction) -> tuple[object, ...]:
    dated = interaction.event_count > 0 and not interaction.oversized
    return (
        key.project_id,
        key.uid,
        interaction.interaction_id.replace("\0", "")[
            :200
        ],  # PostgreSQL's text cannot hold NUL; the document can
        interaction.developer.replace("\0", "")[:32],
        interaction.session_id.replace("\0", "")[:200],
        fingerprint(interaction),
        to_moment(interaction.first_at) if dated else None,
        to_moment(interaction.last_at) if dated else None,
        interaction.event_count,
        _ENCODER.encode(interaction).decode(),
    )


def _columns(keys: list[Key]) -> tuple[list[int], list[uuid.UUID]]:
    return [key.project_id for key in keys], [key.uid for key in keys]


def _count_activity(moves: list[tuple[Bucket | None, Bucket | None]]) -> None:
    """Counts interactions in their developers' buckets; where a count crosses the limit, the whole bucket is stale.

    The count rows are locked until the commit, so every interaction counted before is visible to whoever crosses.
    """
    changes: dict[Bucket, int] = {}
    for before, after in moves:
        if before != after:
            for bucket, change in ((before, -1), (after, +1)):
                if bucket is not None:
                    changes[bucket] = changes.get(bucket, 0) + change
    ordered = sorted((bucket, change) for bucket, change in changes.items() if change)
    if not ordered:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH change AS (SELECT * FROM unnest(%s::int[], %s::text[], %s::timestamptz[], %s::int[])"
            "  AS t (project_id, developer, bucket_at, change) ORDER BY project_id, developer, bucket_at)"
            " INSERT INTO telemetry_source_activity AS known (project_id, developer, bucket_at, interactions)"
            " SELECT * FROM change ON CONFLICT (project_id, developer, bucket_at)"
            " DO UPDATE SET interactions = known.interactions + excluded.interactions"
            " RETURNING project_id, developer, bucket_at, interactions",
            [list(column) for column in zip(*((*bucket, change) for bucket, change in ordered), strict=True)],
        )
        counts = {Bucket(*row[:3]): row[3] for row in cursor.fetchall()}
    crossed = [
        bucket
        for bucket, change in ordered
        if (counts[bucket] > FLOOD_LIMIT) != (counts[bucket] - change > FLOOD_LIMIT)
    ]
    for bucket in crossed:
        _mark_bucket_stale(bucket)


def _mark_bucket_stale(bucket: Bucket) -> None:
    end = to_moment(to_milliseconds(bucket.start) + BUCKET_MS)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO telemetry_stale_interaction (project_id, uid) SELECT project_id, uid FROM telemetry_interaction"
            " WHERE project_id = %s AND developer = %s AND first_at >= %s AND first_at < %s",
            [*bucket, end],
        )
