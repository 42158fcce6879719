"""One event of Continue's development data as the mappers see it, whatever schema and level it came in. Pure."""

from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from telemetry.clients import reading
from telemetry.clients.mapping import Document, own_id
from telemetry.ingest.wire.check import microseconds

CLIENT: Final = "continue"
_EARLIEST_US: Final = 1_420_070_400_000_000  # 2015; Continue is younger, so an earlier time is a clock not set
_LATEST_US: Final = 4_102_444_800_000_000  # 2100


class Occasion(NamedTuple):
    """What is known of a record from outside."""

    received_us: int  # the time of what brings none: of arrival, or of the file
    live: bool = True  # it was sent when it happened, so that it arrived when it happened
    person_known: bool = False  # somebody is named by other means, for records that name a machine only


class Record(NamedTuple):
    """`data` may hold anything; the properties read it with care."""

    name: str
    data: Document
    occasion: Occasion

    @property
    def at_us(self) -> int:
        return moment_us(self.data.get("timestamp")) or self.occasion.received_us

    @property
    def developer(self) -> str:
        """The person, else the machine: `uniqueId` names an installation, which is somebody's as a rule."""
        machine = "" if self.occasion.person_known else self.text("uniqueId")
        return own_id(CLIENT, self.text("userId") or machine)

    def text(self, key: str) -> str:
        return reading.text(self.data, key)

    def text_or_none(self, key: str) -> str | None:
        return reading.text_or_none(self.data, key)

    def name_of(self, key: str) -> str | None:
        """A text that ends in a column of names; None where there is nothing."""
        return reading.short_text(self.data, key) or None

    def flag(self, key: str) -> bool | None:
        return reading.flag(self.data, key)

    def number(self, key: str) -> float | None:
        """Not negative."""
        return reading.number(self.data, key, least=0)

    def path(self, key: str) -> str | None:
        return reading.file_path(self.data, key) or None


def moment_us(value: Any) -> int | None:
    """Microseconds since 1970 of an ISO 8601 text or of epoch milliseconds; None for nonsense."""
    found = _of_text(value) if isinstance(value, str) else _of_number(value)
    return found if found is not None and _EARLIEST_US <= found < _LATEST_US else None


def _of_text(value: str) -> int | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return microseconds(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _of_number(value: Any) -> int | None:
    milliseconds = reading.bounded(value, least=0)
    return None if milliseconds is None else round(milliseconds * 1000)
