"""How much each developer began in each bucket of time, and what follows when that crosses the limit."""

from datetime import datetime

from django.db import connection

from telemetry.assembly.keys import Bucket
from telemetry.assembly.sources import BUCKET_MS, FLOOD_LIMIT, bucket_start, to_milliseconds, to_moment


def bucket_of(project_id: int, developer: str, first_at: datetime | None) -> Bucket | None:
    if first_at is None or not developer:
        return None
    return Bucket(project_id, developer, to_moment(bucket_start(to_milliseconds(first_at))))


def count_activity(moves: list[tuple[Bucket | None, Bucket | None]]) -> None:
    """Counts interactions in their developers' buckets; where a count crosses the limit, the whole bucket is
    stale.

    The count rows are locked until the commit, so every interaction counted before is visible to whoever
    crosses.
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
            "INSERT INTO telemetry_stale_interaction (project_id, uid)"
            " SELECT project_id, uid FROM telemetry_interaction"
            " WHERE project_id = %s AND developer = %s AND first_at >= %s AND first_at < %s",
            [*bucket, end],
        )
