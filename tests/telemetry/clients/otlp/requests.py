"""Requests as exporters make them: frozen captures of real ones, and made ones in both encodings."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

Document = dict[str, Any]
CAPTURES = Path(__file__).resolve().parents[5] / "shared" / "fixtures" / "clients"
JSON, PROTOBUF = "application/json", "application/x-protobuf"
CODEX_JSON = "codex-0.169.0-otlp-json.jsonl"
CODEX_PROTOBUF = "codex-0.169.0-otlp-protobuf.jsonl"
RECEIVED_US = 1_795_216_000_000_000  # 2026-11-20T23:06:40Z
NANOSECONDS = 1_795_215_704_761_875_809  # 2026-11-20T23:01:44.761875809Z


def capture(name: str) -> bytes:
    """The body of a captured request; skips the test where the captures are not beside the repository."""
    path = CAPTURES / name
    if not path.exists():
        pytest.skip(f"no captured requests beside the repository: {'/'.join(path.parts[-4:])}")
    (line,) = path.read_text().splitlines()
    request = json.loads(line)
    body: str = request["body"]
    return base64.b64decode(body) if request["encoding"] == "b64" else body.encode()


def value(plain: Any) -> Document:
    """An AnyValue in JSON."""
    if plain is None:
        return {}
    if isinstance(plain, bool):
        return {"boolValue": plain}
    if isinstance(plain, int):
        return {"intValue": str(plain)}
    if isinstance(plain, float):
        return {"doubleValue": plain}
    if isinstance(plain, list):
        return {"arrayValue": {"values": [value(one) for one in plain]}}
    if isinstance(plain, dict):
        return {"kvlistValue": {"values": pairs(plain)}}
    return {"stringValue": plain}


def pairs(attributes: Document) -> list[Document]:
    return [{"key": key, "value": value(plain)} for key, plain in attributes.items()]


def record(name: str | None = None, attributes: Document | None = None, **fields: Any) -> Document:
    """A log record in JSON; fields given replace its own."""
    named = {"event.name": name} if name is not None else {}
    own = {"timeUnixNano": str(NANOSECONDS), "attributes": pairs(named | (attributes or {}))}
    return own | fields


def request(*records: Any, service: str = "codex_exec", version: str = "1.0", scope: str = "s") -> Document:
    resource = {"attributes": pairs({"service.name": service, "service.version": version})}
    return {
        "resourceLogs": [{"resource": resource, "scopeLogs": [{"scope": {"name": scope}, "logRecords": [*records]}]}]
    }


def protobuf(document: Document) -> bytes:
    """The same request in protobuf."""
    message = ExportLogsServiceRequest()
    for group in document["resourceLogs"]:
        resource = message.resource_logs.add()
        for pair in group["resource"]["attributes"]:
            _set(resource.resource.attributes.add(), pair)
        for scoped in group["scopeLogs"]:
            scope = resource.scope_logs.add()
            scope.scope.name = scoped["scope"]["name"]
            for one in scoped["logRecords"]:
                log = scope.log_records.add(
                    time_unix_nano=int(one.get("timeUnixNano", 0)),
                    observed_time_unix_nano=int(one.get("observedTimeUnixNano", 0)),
                    event_name=one.get("eventName", ""),
                    trace_id=bytes.fromhex(one.get("traceId", "")),
                    span_id=bytes.fromhex(one.get("spanId", "")),
                )
                for pair in one["attributes"]:
                    _set(log.attributes.add(), pair)
    return message.SerializeToString()


def _set(pair: Any, document: Document) -> None:
    pair.key = document["key"]
    _fill(pair.value, document["value"])


def _fill(target: Any, document: Document) -> None:
    for kind, inner in document.items():
        if kind == "kvlistValue":
            target.kvlist_value.SetInParent()
            for one in inner["values"]:
                _set(target.kvlist_value.values.add(), one)
        elif kind == "arrayValue":
            target.array_value.SetInParent()
            for one in inner["values"]:
                _fill(target.array_value.values.add(), one)
        elif kind == "intValue":
            target.int_value = int(inner)
        else:
            setattr(target, kind.replace("Value", "_value"), inner)
