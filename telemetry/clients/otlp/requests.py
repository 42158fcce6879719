"""The body of `/v1/logs` to log records: protobuf or JSON. Pure.

JSON is read tolerantly and not by protobuf's own reader: trace and span ids are hexadecimal in OTLP, fields nobody
knows are to be ignored, and real exporters write int64 as numbers, null bodies and values without a value.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

import msgspec
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

from telemetry.clients.otlp import times
from telemetry.clients.otlp.naming import event_name, service_client
from telemetry.clients.otlp.records import Attributes, LogRecord, digest, resource_digest
from telemetry.clients.otlp.times import Times
from telemetry.clients.otlp.values import integer, json_attributes, json_value, proto_attributes, proto_value
from telemetry.clients.otlp.wire_size import count_records
from telemetry.clients.reading import inner, text
from telemetry.ingest.bodies import mend_surrogates
from telemetry.ingest.errors import MalformedBatch

JSON: Final = "application/json"
PROTOBUF: Final = "application/x-protobuf"
CONTENT_TYPES: Final = (JSON, PROTOBUF)
MAX_RECORDS: Final = 50_000  # a body of the largest size holds about half as many real ones
_LONGEST_NAME: Final = 10_000  # characters of a resource's attribute; a longer one is nobody's name
_MAX_CONTAINERS: Final = 2_000_000  # of JSON; an empty one takes 3 bytes in the body and 64 in memory


class Origin(NamedTuple):
    """What the records of one scope share."""

    resource: Attributes
    service: str
    scope: str
    client: str  # one of the known clients, or empty
    resource_digest: str


class Parts(NamedTuple):
    """One record as either encoding gives it."""

    attributes: Attributes
    field: Any  # eventName
    body: Any
    times: Times
    trace_id: str
    span_id: str


class Request(NamedTuple):
    """All records that could be read, and how many could not."""

    records: list[LogRecord]
    unreadable: int = 0


def read_request(body: bytes, content_type: str, received_us: int) -> Request:
    """Raises MalformedBatch where nothing can be read, or the body holds more than can be."""
    if content_type == PROTOBUF:
        return _number(_proto_parts(body), received_us)
    if content_type == JSON:
        return _number(_json_parts(body), received_us)
    detail = f"Send {' or '.join(CONTENT_TYPES)}."
    raise MalformedBatch("unsupported_content_type", 415, detail, accepted=list(CONTENT_TYPES))


def _number(found: Iterator[tuple[Origin, Parts | None]], received_us: int) -> Request:
    records, unreadable = [], 0
    for index, (origin, parts) in enumerate(found):
        if index >= MAX_RECORDS:
            raise _too_many()
        if parts is None:
            unreadable += 1
        else:
            records.append(_record(index, origin, parts, received_us))
    return Request(records, unreadable)


def _record(index: int, origin: Origin, parts: Parts, received_us: int) -> LogRecord:
    attributes = parts.attributes
    name = event_name(attributes.get("event.name"), parts.field, parts.body, origin.client)
    at = times.at_us(parts.times, attributes, received_us, attribute_first=name.startswith("codex."))
    record = LogRecord(
        index=index,
        name=name,
        at_us=at,
        sequence=times.sequence(parts.times, attributes, at),
        attributes=attributes,
        resource=origin.resource,
        scope=origin.scope,
        body=parts.body,
        trace_id=parts.trace_id,
        span_id=parts.span_id,
    )
    return msgspec.structs.replace(record, digest=digest(record, parts.times.stamp, origin.resource_digest))


def _origins(resource: Attributes) -> Callable[[str], Origin]:
    """By the name of the scope. The resource, which may be most of the body, is read once for all of them; what its
    records ask it for again and again is short."""
    about = resource_digest(resource)
    short = {name: one for name, one in resource.items() if not isinstance(one, str) or len(one) <= _LONGEST_NAME}
    service = text(short, "service.name")
    return lambda scope: Origin(short, service, scope, service_client(service, scope), about)


# protobuf


def _proto_parts(body: bytes) -> Iterator[tuple[Origin, Parts | None]]:
    for group in _decode_proto(body).resource_logs:
        origin_of = _origins(proto_attributes(group.resource.attributes))
        for scoped in group.scope_logs:
            origin = origin_of(scoped.scope.name)
            for record in scoped.log_records:
                yield origin, _of_proto(record)


def _decode_proto(body: bytes) -> ExportLogsServiceRequest:
    try:
        if count_records(body, MAX_RECORDS) > MAX_RECORDS:
            raise _too_many()
        return ExportLogsServiceRequest.FromString(body)
    except (DecodeError, ValueError) as error:
        raise _malformed("The body is no ExportLogsServiceRequest in protobuf.") from error


def _of_proto(record: Any) -> Parts:
    return Parts(
        attributes=proto_attributes(record.attributes),
        field=record.event_name,
        body=proto_value(record.body),
        times=Times(record.time_unix_nano, record.observed_time_unix_nano),
        trace_id=record.trace_id.hex(),
        span_id=record.span_id.hex(),
    )


# JSON


def _json_parts(body: bytes) -> Iterator[tuple[Origin, Parts | None]]:
    for group in _objects(_decode_json(body), "resourceLogs"):
        origin_of = _origins(json_attributes(inner(group, "resource").get("attributes")))
        for scoped in _objects(group, "scopeLogs"):
            origin = origin_of(text(inner(scoped, "scope"), "name"))
            for record in _list(scoped, "logRecords"):
                yield origin, _of_json(record) if isinstance(record, dict) else None


def _decode_json(body: bytes) -> dict[str, Any]:
    if body.count(b"{") + body.count(b"[") > _MAX_CONTAINERS:
        raise _too_many()
    try:
        found = _mended(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _malformed("The body is not valid JSON.") from error
    if not isinstance(found, dict):
        raise _malformed("The body is no ExportLogsServiceRequest in JSON.")
    return found


def _mended(body: bytes) -> Any:
    """Looks for lone surrogates only where the body cannot be read as it is: the search costs more than reading."""
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError:
        return msgspec.json.decode(mend_surrogates(body))


def _of_json(record: dict[str, Any]) -> Parts:
    return Parts(
        attributes=json_attributes(record.get("attributes")),
        field=record.get("eventName"),
        body=json_value(record.get("body")),
        times=Times(_nanoseconds(record, "timeUnixNano"), _nanoseconds(record, "observedTimeUnixNano")),
        trace_id=text(record, "traceId").lower(),
        span_id=text(record, "spanId").lower(),
    )


def _nanoseconds(record: dict[str, Any], name: str) -> int:
    return max(integer(record.get(name)) or 0, 0)


def _objects(parent: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [one for one in _list(parent, name) if isinstance(one, dict)]


def _list(parent: dict[str, Any], name: str) -> list[Any]:
    """Absent or null is empty. Raises MalformedBatch where it is something else."""
    found = parent.get(name)
    if found is None:
        return []
    if not isinstance(found, list):
        raise _malformed(f"`{name}` is no list.")
    return found


def _malformed(detail: str) -> MalformedBatch:
    return MalformedBatch("malformed_body", 400, detail)


def _too_many() -> MalformedBatch:
    return MalformedBatch("too_many_events", 413, f"A request may hold {MAX_RECORDS} records.", limit=MAX_RECORDS)
