"""Events as a person reads them: the row, its time within the interaction, and its data as named values."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from telemetry.assembly.sources import to_milliseconds
from telemetry.contracts import sequence_of

LONGEST_TEXT = 20_000  # characters shown of one value
_SHORT = 80


class Value(NamedTuple):
    """One entry of an event's data. `block`: worth a box of its own."""

    name: str
    text: str
    block: bool
    cut: bool


class Line(NamedTuple):
    """One event of a timeline. `offset_s` counts from the interaction's first event."""

    event_id: UUID
    batch_id: UUID
    type: str
    occurred_at: datetime
    offset_s: float
    actor: str
    candidate_id: str
    values: tuple[Value, ...]


Row = tuple[UUID, UUID, str, datetime, str]


def lines(rows: Iterable[Row]) -> list[Line]:
    """(event_id, batch_id, type, occurred_at, payload as JSON text) rows become lines, in the order of assembly."""
    told = sorted(((row, decode(row[4])) for row in rows), key=_order)
    return [_line(row, event, since=told[0][0][3]) for row, event in told]


def _order(told: tuple[Row, dict[str, Any]]) -> tuple[int, int, str]:
    """As telemetry.assembly sorts: by the millisecond, then as the client counted."""
    (event_id, _, _, occurred_at, _), event = told
    return (to_milliseconds(occurred_at), sequence_of(_data(event)), str(event_id))


def _line(row: Row, event: dict[str, Any], since: datetime) -> Line:
    event_id, batch_id, kind, occurred_at, _ = row
    return Line(
        event_id,
        batch_id,
        kind,
        occurred_at,
        (occurred_at - since).total_seconds(),
        str(event.get("actor") or "human"),
        str(event.get("candidate_id") or ""),
        tuple(_values(_data(event))),
    )


def _data(event: dict[str, Any]) -> dict[str, Any]:
    data = event.get("data")
    return data if isinstance(data, dict) else {}


def decode(payload: str) -> dict[str, Any]:
    """The event a JSON text says; empty where it says none."""
    try:
        event = msgspec.json.decode(payload)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}


def _values(data: dict[str, Any], prefix: str = "") -> Iterable[Value]:
    for key, value in data.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and value and not prefix:
            yield from _values(value, f"{name}.")
        else:
            yield _value(name, value)


def _value(name: str, value: object) -> Value:
    text = value if isinstance(value, str) else msgspec.json.format(msgspec.json.encode(value)).decode()
    block = "\n" in text or len(text) > _SHORT
    return Value(name, text[:LONGEST_TEXT], block, len(text) > LONGEST_TEXT)
