"""Fixed buckets of corrected time, in which the interactions a developer begins are counted.

Fixed buckets make the count a function of the events alone; a sliding window would depend on which came
first.
"""

from datetime import UTC, datetime, timedelta

BUCKET_MS = 10 * 60 * 1000
FLOOD_LIMIT = 1_000  # interactions a bucket; constant typing with a suggestion every second stays below
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def bucket_start(first_at: int) -> int:
    """Start of the bucket `first_at` falls in, both in milliseconds since the epoch."""
    return first_at - first_at % BUCKET_MS


def to_moment(milliseconds: int) -> datetime:
    return EPOCH + timedelta(milliseconds=milliseconds)


def to_milliseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(milliseconds=1)
