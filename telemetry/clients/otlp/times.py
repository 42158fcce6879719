"""When a record happened, and its place among others of the same millisecond. Pure."""

from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from telemetry.clients.otlp.records import Attributes
from telemetry.ingest.wire.check import microseconds

_EARLIEST_US: Final = 946_684_800_000_000  # 2000-01-01: no client is older, but a clock that was never set is
_AHEAD_US: Final = 24 * 3600 * 1_000_000
_SECOND_NS: Final = 1_000_000_000
_MAX_SEQUENCE: Final = 2**48


class Times(NamedTuple):
    """The two times of a record, in nanoseconds since 1970; 0 where the exporter set none."""

    time: int
    observed: int

    @property
    def stamp(self) -> str:
        """Empty where there is neither."""
        return str(self.time or self.observed or "")


def at_us(times: Times, attributes: Attributes, received_us: int, *, attribute_first: bool = False) -> int:
    """The best of the times in microseconds; the moment of receipt where none makes sense.

    `attribute_first` is for Codex, which leaves the record's own time at 0. Times before 2000, or more than a day
    ahead of the receipt, are a wrong clock's.
    """
    attribute = _from_iso(attributes.get("event.timestamp"))
    own = times.time // 1000
    ordered = (attribute, own) if attribute_first else (own, attribute)
    candidates = (*ordered, times.observed // 1000)
    return next((us for us in candidates if _EARLIEST_US <= us <= received_us + _AHEAD_US), received_us)


def sequence(times: Times, attributes: Attributes, at: int) -> int:
    """The client's own count, else the nanoseconds since the beginning of the record's millisecond."""
    counted = attributes.get("event.sequence")
    if isinstance(counted, str) and counted.isdecimal() and len(counted) < 16:
        counted = int(counted)
    if isinstance(counted, int) and not isinstance(counted, bool) and 0 <= counted < _MAX_SEQUENCE:
        return counted
    millisecond_ns = at // 1000 * 1_000_000
    since = (moment - millisecond_ns for moment in (times.observed, times.time))
    return next((nanoseconds for nanoseconds in since if 0 <= nanoseconds < _SECOND_NS), 0)


def _from_iso(value: Any) -> int:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return 0
    if moment is None:
        return 0
    return microseconds(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
