"""One OpenTelemetry log record as the mappers see it, the same from JSON and from protobuf. Pure."""

import hashlib
from typing import Any

import msgspec

from telemetry.clients.mapping import canonical, derived_id

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
    digest: str = ""  # of all the exporter said in the record, its own time included


def record_id(client: str, record: LogRecord, *parts: object) -> str:
    """The id of an event made of a record: from what the record says, and nothing of its arrival."""
    return derived_id(client, record.digest or digest(record), *parts)


def digest(record: LogRecord, time: str = "", about: str = "") -> str:
    """`time` is the exporter's own, `about` the resource's digest where it is at hand."""
    said = canonical([record.name, time, record.attributes, record.body, record.trace_id, record.span_id])
    return _sha256(f"{said}\n{about or resource_digest(record.resource)}")


def resource_digest(resource: Attributes) -> str:
    return _sha256(canonical(resource))


def _sha256(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
