"""One OpenTelemetry log record as the mappers see it, the same from JSON and from protobuf. Pure."""

from typing import Any

import msgspec

from telemetry.clients.mapping import derived_id

Attributes = dict[str, Any]  # str, bool, int, float, list or dict; an attribute without a value is left out


class LogRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`name` is the event's, resolved from attribute, field or body; nothing but the values of one request."""

    index: int  # position in the request, from 0
    name: str
    at_us: int  # microseconds since 1970, the best of the times the record has
    sequence: int  # order among records of one millisecond, from the record alone
    attributes: Attributes
    resource: Attributes
    scope: str = ""
    body: Any = None
    trace_id: str = ""
    span_id: str = ""
    stamp: str = ""  # the exporter's own time for the record, as sent: the same in a record sent again


def record_id(client: str, record: LogRecord, *parts: object) -> str:
    """The id of an event made of a record, from all that the record says and nothing of its arrival."""
    said = (record.name, record.stamp, record.attributes, record.resource, record.body, record.trace_id, record.span_id)
    return derived_id(client, *said, *parts)


def text(values: Attributes, *names: str) -> str:
    """The first of the named attributes that is a non-empty string; else empty."""
    for name in names:
        value = values.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def number(values: Attributes, name: str) -> float | None:
    """A finite number, also where the exporter wrote it as a string."""
    value = values.get(name)
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) < 1e15 else None  # NaN compares false too


def flag(values: Attributes, name: str) -> bool | None:
    """A truth value, also where the exporter wrote it as a string."""
    value = values.get(name)
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None
