"""JSON Schema (2020-12) of the wire events, made from the structs that validate them."""

from typing import Any

import msgspec

from telemetry.ingest.wire.events import EVENT_STRUCTS

Schema = dict[str, Any]
_NOT_IN_OPENAPI = {"propertyNames"}


def events_schema() -> Schema:
    """One schema whose `$defs` hold an object for each event type and the objects inside them."""
    references, definitions = msgspec.json.schema_components(EVENT_STRUCTS, ref_template="#/$defs/{name}")
    names = {
        str(struct.__struct_config__.tag): reference["$ref"]
        for struct, reference in zip(EVENT_STRUCTS, references, strict=True)
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Flywheel event",
        "oneOf": list(references),
        "discriminator": {"propertyName": "type", "mapping": names},
        "$defs": definitions,
    }


def inlined_schema(struct: type[msgspec.Struct]) -> Schema:
    """The schema of one struct without references, in the dialect of OpenAPI 3.0 (`nullable` instead of null types)."""
    (reference,), definitions = msgspec.json.schema_components([struct], ref_template="{name}")
    inlined = _inline(reference, definitions)
    assert isinstance(inlined, dict)
    return inlined


def _inline(node: Any, definitions: dict[str, Schema]) -> Any:
    if isinstance(node, list):
        return [_inline(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inline(definitions[node["$ref"]], definitions)
    if {"type": "null"} in node.get("anyOf", []):
        (other,) = [choice for choice in node["anyOf"] if choice != {"type": "null"}]
        return {**_inline(other, definitions), "nullable": True}
    kept = {
        key: value for key, value in node.items() if key not in _NOT_IN_OPENAPI and (key, value) != ("required", [])
    }
    return {key: _inline(value, definitions) for key, value in kept.items()}
