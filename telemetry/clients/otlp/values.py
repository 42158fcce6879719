"""OTLP's values, from JSON and from protobuf, to plain ones. Pure; takes anything, and what makes no sense is None."""

import base64
import math
from typing import Any, Final

from opentelemetry.proto.common.v1.common_pb2 import AnyValue

from telemetry.clients.otlp.records import Attributes

_DEEPEST: Final = 32
_INT64: Final = 2**63


def json_attributes(pairs: Any, depth: int = 0) -> Attributes:
    """`[{"key": …, "value": {…}}, …]` as a dict. A record's own attributes without a value are None (that one is
    there may tell the client's version), inner ones left out."""
    if not isinstance(pairs, list):
        return {}
    named = ((pair.get("key"), json_value(pair.get("value"), depth)) for pair in pairs if isinstance(pair, dict))
    return {key: value for key, value in named if isinstance(key, str) and (value is not None or not depth)}


def json_value(value: Any, depth: int = 0) -> Any:
    """An AnyValue: one of stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue."""
    if not isinstance(value, dict) or depth > _DEEPEST:
        return None
    for kind, read in _SCALARS:
        if kind in value:
            return read(value[kind])
    for kind in ("arrayValue", "kvlistValue"):
        if isinstance(inner := value.get(kind), dict):
            return _json_container(kind, inner.get("values"), depth + 1)
    return None


def _json_container(kind: str, values: Any, depth: int) -> Any:
    if kind == "kvlistValue":
        return json_attributes(values, depth)
    return [json_value(one, depth) for one in values] if isinstance(values, list) else []


def integer(value: Any) -> int | None:
    """An int64, which JSON writes as a string and some exporters as a number."""
    if isinstance(value, str) and len(value) <= 20 and value.isascii() and value.removeprefix("-").isdecimal():
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if -_INT64 <= value < _INT64 else None


def _double(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _boolean(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


_SCALARS: Final = (
    ("stringValue", _string),
    ("boolValue", _boolean),
    ("intValue", integer),
    ("doubleValue", _double),
    ("bytesValue", _string),
)


def proto_attributes(pairs: Any, depth: int = 0) -> Attributes:
    """Repeated KeyValue as a dict, like `json_attributes`. Nesting is bounded by the decoder, which takes no more than
    100 levels."""
    named = ((pair.key, proto_value(pair.value)) for pair in pairs)
    return {key: value for key, value in named if value is not None or not depth}


def proto_value(value: AnyValue) -> Any:
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    found = getattr(value, kind)
    if kind == "double_value":
        return _double(found)
    if kind == "bytes_value":
        return base64.b64encode(found).decode()
    if kind == "array_value":
        return [proto_value(one) for one in found.values]
    return proto_attributes(found.values, 1) if kind == "kvlist_value" else found
