"""Weekly partitions of the event store: made ahead of time, dropped as a whole when retention ends.

A row whose week has no partition yet (nobody made any for more than WEEKS_AHEAD) waits in the default
partition, and moves into its own as soon as that is made.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

WEEKS_AHEAD: Final = 4
DEFAULT: Final = "telemetry_event_rest"
_PREFIX: Final = "telemetry_event_w"
_ADVISORY_LOCK: Final = 7_216_004_311  # any number nothing else here locks
# Whoever waits for a table makes everyone after him wait too: rather give up, and try again in an hour.
_LOCK_TIMEOUT: Final = "5s"

_EXISTING = """
SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
WHERE inhparent = 'telemetry_event'::regclass AND starts_with(relname, %s) ORDER BY relname
"""
_STRAY_WEEKS = f"SELECT DISTINCT date_trunc('week', received_at, 'UTC') FROM {DEFAULT}"  # noqa: S608
# Posts wait at the parent for a moment; one that had chosen the default partition already would fail once the
# new one takes over its rows. Readers go on until the rows move.
_CREATE = """
LOCK TABLE ONLY telemetry_event IN SHARE ROW EXCLUSIVE MODE;
CREATE TABLE {name} (LIKE telemetry_event INCLUDING ALL);
LOCK TABLE {default} IN ACCESS EXCLUSIVE MODE;
WITH moved AS (
    DELETE FROM {default} WHERE received_at >= '{start}' AND received_at < '{end}' RETURNING *
)
INSERT INTO {name} SELECT * FROM moved;
ALTER TABLE telemetry_event ATTACH PARTITION {name} FOR VALUES FROM ('{start}') TO ('{end}')
"""


def monday(moment: datetime) -> date:
    day = moment.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


def name(start: date) -> str:
    return f"{_PREFIX}{start:%Y%m%d}"


def ensure(now: datetime) -> list[str]:
    """Makes the partitions of this week and the next WEEKS_AHEAD, and of every row in the default partition,
    where they are missing; returns the names of those made. Raises OperationalError where the tables stay
    locked by others for longer than _LOCK_TIMEOUT; nothing is changed then.
    """
    weeks = {monday(now) + timedelta(weeks=week) for week in range(WEEKS_AHEAD + 1)}
    with _changing_tables() as cursor:
        cursor.execute(_STRAY_WEEKS)
        weeks |= {monday(start) for (start,) in cursor.fetchall()}
        existing = set(_existing(cursor))
        missing = [start for start in sorted(weeks) if name(start) not in existing]
        for start in missing:
            _create(cursor, start)
    return [name(start) for start in missing]


def drop_before(moment: datetime) -> list[str]:
    """Drops every partition that ended before `moment`; returns the names dropped. Raises OperationalError
    as `ensure` does.
    """
    with _changing_tables() as cursor:
        last_kept = name(monday(moment))
        dropped = [partition for partition in _existing(cursor) if partition < last_kept]
        for partition in dropped:
            cursor.execute(f"DROP TABLE {partition}")
    return dropped


@contextmanager
def _changing_tables() -> Iterator[CursorWrapper]:
    """One transaction at a time among all processes."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])
        yield cursor


def _existing(cursor: CursorWrapper) -> list[str]:
    cursor.execute(_EXISTING, [_PREFIX])
    return [partition for (partition,) in cursor.fetchall()]


def _create(cursor: CursorWrapper, start: date) -> None:
    end = start + timedelta(weeks=1)
    bounds = {"start": f"{start}T00:00:00Z", "end": f"{end}T00:00:00Z"}
    cursor.execute(_CREATE.format(name=name(start), default=DEFAULT, **bounds))
