"""One event of Continue's development data as the mappers see it, whatever schema and level it came in. Pure."""

from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

from telemetry.clients.mapping import Document, derived_name
from telemetry.ingest.limits import MAX_ID_LENGTH
from telemetry.ingest.wire.check import microseconds

CLIENT: Final = "continue"
_EARLIEST_US: Final = 1_420_070_400_000_000  # 2015; Continue is younger, so an earlier time is a clock not set
_LATEST_US: Final = 4_102_444_800_000_000  # 2100
_NAME_LENGTH: Final = 200
_LARGEST: Final = 1e15


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
        named = self.text("userId") or machine
        return named if len(named) <= MAX_ID_LENGTH and "\0" not in named else derived_name(CLIENT, named)

    def text(self, key: str) -> str:
        return self.text_or_none(key) or ""

    def text_or_none(self, key: str) -> str | None:
        value = self.data.get(key)
        return value if isinstance(value, str) else None

    def name_of(self, key: str) -> str | None:
        """A text that ends in a column of names; None where there is nothing."""
        return self.text(key).replace("\0", "")[:_NAME_LENGTH] or None

    def flag(self, key: str) -> bool | None:
        value = self.data.get(key)
        return value if isinstance(value, bool) else None

    def number(self, key: str) -> float | None:
        return number(self.data.get(key))

    def path(self, key: str) -> str | None:
        """A file's path; `file://` addresses as the path they stand for."""
        value = self.text(key)
        path = unquote(value.removeprefix("file://")) if value.startswith("file://") else value
        return path.replace("\0", "") or None


def number(value: Any) -> float | None:
    """Not negative, and within what the wire takes."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if 0 <= value <= _LARGEST else None


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
    milliseconds = number(value)
    return None if milliseconds is None else round(milliseconds * 1000)
