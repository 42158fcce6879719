"""What the published schemas promise is what the endpoint does."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, assume, given, settings
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]
from openapi_schema_validator import OAS30WriteValidator
from openapi_spec_validator import validate

from telemetry.ingest.errors import RejectedEvent
from telemetry.ingest.wire.check import check, parse
from telemetry.ingest.wire.json_schema import events_schema
from tests.telemetry.ingest.conftest import make_event
from tests.telemetry.ingest.wire.strategies import broken_events, valid_events

Post = Callable[..., HttpResponse]
OPENAPI: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
FORMATS = FormatChecker(["uuid"])
JSON_SCHEMA = Draft202012Validator(events_schema(), format_checker=FORMATS)
COMPONENT = OAS30WriteValidator(
    {"$ref": "#/components/schemas/Event", "components": OPENAPI["components"]}, format_checker=FORMATS
)
BATCH = OAS30WriteValidator(
    {"$ref": "#/components/schemas/EventBatch", "components": OPENAPI["components"]}, format_checker=FORMATS
)
SCHEMAS = {"JSON Schema": JSON_SCHEMA, "OpenAPI": COMPONENT}
both = pytest.mark.parametrize("schema", SCHEMAS)
unhurried = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_the_schema_is_valid_openapi(client: Client) -> None:
    answer = client.get("/api/v1/schema/", headers={"accept": "application/vnd.oai.openapi+json"})
    validate(json.loads(answer.content))


@pytest.mark.parametrize("path", ["events", "events/validate"])
def test_a_request_built_from_the_schema_is_the_event_batch(path: str) -> None:
    content = OPENAPI["paths"][f"/api/v1/{path}"]["post"]["requestBody"]["content"]
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/EventBatch"}
    assert set(content) == {"application/json", "application/x-ndjson"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "batch",
    [
        {"events": []},
        {"events": [make_event()], "sent_at": "2026-01-05T10:00:00Z"},
        {"events": [make_event()], "client": {"name": "vim", "version": "9.1"}},
    ],
)
def test_batches_the_schema_allows_are_accepted(post: Post, batch: dict[str, Any]) -> None:
    assert BATCH.is_valid(batch)
    response = post(batch)
    assert response.status_code == 202
    receipt = OAS30WriteValidator(
        {"$ref": "#/components/schemas/Receipt", "components": OPENAPI["components"]}, format_checker=FORMATS
    )
    receipt.validate(json.loads(response.content))


@pytest.mark.django_db
@pytest.mark.parametrize("batch", [{}, {"events": 3}, {"events": [], "client": "vim"}, {"events": [], "sent_at": 3}])
def test_batches_the_schema_forbids_are_refused(post: Post, batch: dict[str, Any]) -> None:
    assert not BATCH.is_valid(batch)
    response = post(batch)
    assert response.status_code == 400
    problem = {"$ref": "#/components/schemas/Problem", "components": OPENAPI["components"]}
    OAS30WriteValidator(problem).validate(json.loads(response.content))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "good"),
    [
        ({}, True),
        ({"data": None}, True),
        ({"session_id": None, "developer_id": None, "actor": None}, True),
        ({"data": {"position": 3, "unknown": {"a": [None]}}, "unknown": 1}, True),
        ({"actor": "formatter"}, True),
        ({"type": "candidate.rated", "data": {"value": -1}}, True),
        ({"type": "outcome.reported", "data": {"kind": "test", "passed": None}, "candidate_id": None}, True),
        ({"type": "candidates.compared", "data": {"outcome": "tie", "rejected": ["b"]}}, True),
        ({"type": "tool.decided", "data": {"decision": "denied", "arguments": {"a": 1}}}, True),
        ({"type": "consent.changed", "data": {"level": "full"}, "interaction_id": None}, True),
        ({"event_id": None}, False),
        ({"event_id": "no-uuid"}, False),
        ({"event_id": 3}, False),
        ({"type": None}, False),
        ({"type": "candidate.eaten"}, False),
        ({"occurred_at": None}, False),
        ({"occurred_at": 3}, False),
        ({"interaction_id": None}, False),
        ({"interaction_id": ""}, False),
        ({"interaction_id": "i" * 201}, False),
        ({"candidate_id": None}, False),
        ({"actor": "robot"}, False),
        ({"session_id": 3}, False),
        ({"data": []}, False),
        ({"data": {"position": -1}}, False),
        ({"data": {"position": 1.5}}, False),
        ({"data": {"position": "1"}}, False),
        ({"data": {"position": True}}, False),
        ({"data": {"randomized": 1}}, False),
        ({"type": "candidate.rated", "data": {"value": 2}}, False),
        ({"type": "candidate.rated", "data": {"value": 1, "score": 1.01}}, False),
        ({"type": "candidate.accepted", "data": {"kind": "most"}}, False),
        ({"type": "candidates.compared", "data": {"rejected": ["b"]}}, False),
        ({"type": "candidates.compared", "data": {"outcome": "tie", "rejected": "b"}}, False),
        ({"type": "candidates.compared", "data": {"outcome": "tie", "positions": {"a": -1}}}, False),
        ({"type": "interaction.started", "data": {"prompt": {"messages": [{"role": "user"}]}}}, False),
        ({"type": "interaction.started", "data": {"prompt": "text"}}, False),
        ({"type": "outcome.reported", "data": {"kind": "nap"}}, False),
        ({"type": "consent.changed", "data": {"level": "some"}}, False),
        ({"type": "consent.changed", "data": {"level": "full"}, "developer_id": None}, False),
    ],
)
def test_the_schemas_and_the_endpoint_agree(post: Post, changes: dict[str, Any], good: bool) -> None:
    event = make_event(**changes)
    assert (JSON_SCHEMA.is_valid(event), COMPONENT.is_valid(event)) == (good, good)
    receipt = json.loads(post({"events": [event]}).content)
    assert (receipt["accepted"], receipt["rejected"]) == ((1, 0) if good else (0, 1))


@both
@given(event=valid_events)
@unhurried
def test_valid_events_fit_the_schemas(schema: str, event: dict[str, Any]) -> None:
    SCHEMAS[schema].validate(event)


@both
@given(event=broken_events())
@unhurried
def test_broken_events_are_rejected_where_the_schemas_say_so(schema: str, event: dict[str, Any]) -> None:
    assume(_is_about_shape(event))
    try:
        check(parse(json.dumps(event).encode()))
        accepted = True
    except RejectedEvent:
        accepted = False
    assert SCHEMAS[schema].is_valid(event) == accepted


def _is_about_shape(event: dict[str, Any]) -> bool:
    """Leaves out what no schema states (a null counts as an absent key, times, fields needed together, that 0.0 is
    no integer), and a `type` that is no string, on which the validator's discriminator fails.
    """
    if not isinstance(event.get("type"), str):
        return False
    data = event.get("data")
    values = [*event.values(), *(data.values() if isinstance(data, dict) else ())]
    if any(isinstance(value, float) and value.is_integer() for value in values):
        return False
    together = event.get("type") in ("candidate.rated", "candidates.compared")
    return None not in values and not together and not _is_free_text(event.get("occurred_at"))


def _is_free_text(moment: Any) -> bool:
    return isinstance(moment, str) and not moment.endswith("+02:00")
