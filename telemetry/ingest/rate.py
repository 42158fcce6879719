"""The events-per-minute limit an owner may set for a key, counted in PostgreSQL so that all servers share it."""

from datetime import datetime

from flywheel.database import Cursor
from telemetry.ingest.errors import MalformedBatch, RateLimited

# One statement checks and counts; concurrent posts of the key wait for each other on the row.
_SPEND = """
INSERT INTO telemetry_key_usage AS usage (api_key_id, minute, events)
VALUES (%(key)s, %(minute)s, %(events)s)
ON CONFLICT (api_key_id, minute) DO UPDATE SET events = usage.events + excluded.events
WHERE usage.events + excluded.events <= %(limit)s
RETURNING events
"""


def spend(cursor: Cursor, api_key_id: int, limit: int, events: int, now: datetime) -> None:
    """Counts `events` against the key's minute. Raises RateLimited, having counted nothing, where they exceed
    what is left of `limit`, or MalformedBatch where they exceed `limit` itself: waiting would not help.
    """
    if events > limit:
        detail = f"This key may send {limit} events a minute and the batch holds more; send smaller ones."
        raise MalformedBatch("batch_over_key_limit", 413, detail, limit=limit)
    minute = now.replace(second=0, microsecond=0)
    cursor.execute(_SPEND, {"key": api_key_id, "minute": minute, "events": events, "limit": limit})
    if cursor.fetchone() is None:
        raise RateLimited(limit, 60 - now.second)
