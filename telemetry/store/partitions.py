"""Weekly partitions of the event store: made ahead of time, dropped as a whole when retention ends."""

from datetime import UTC, date, datetime, timedelta

from django.db import connection

WEEKS_AHEAD = 4
_PREFIX = "telemetry_event_w"


def monday(moment: datetime) -> date:
    day = moment.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


def name(start: date) -> str:
    return f"{_PREFIX}{start:%Y%m%d}"


def ensure(now: datetime) -> list[str]:
    """Makes the partitions of this week and the next WEEKS_AHEAD where they are missing; returns their names."""
    starts = [monday(now) + timedelta(weeks=week) for week in range(WEEKS_AHEAD + 1)]
    with connection.cursor() as cursor:
        for start in starts:
            cursor.execute(
                f"CREATE TABLE IF NOT EXISTS {name(start)} PARTITION OF telemetry_event"
                f" FOR VALUES FROM ('{start}T00:00:00Z') TO ('{start + timedelta(weeks=1)}T00:00:00Z')"
            )
    return [name(start) for start in starts]


def drop_before(moment: datetime) -> list[str]:
    """Drops every partition that ended before `moment`; returns the names dropped."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = 'telemetry_event'::regclass AND c.relname LIKE %s ORDER BY 1",
            [_PREFIX.replace("_", r"\_") + "%"],
        )
        last_kept = name(monday(moment))
        dropped = [relation for (relation,) in cursor.fetchall() if relation < last_kept]
        for relation in dropped:
            cursor.execute(f"DROP TABLE {relation}")
    return dropped
