"""Checking one event: any JSON gives an accepted event or a rejection, never anything else."""
# ruff: noqa: PT017 - both outcomes are right, and each is checked

import copy
import json
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from telemetry.ingest.error_codes import ERROR_CODES
from telemetry.ingest.errors import RejectedEvent
from telemetry.ingest.wire.check import EARLIEST_US, LATEST_US, check, check_no_nul, microseconds, parse
from telemetry.ingest.wire.events import EVENT_TYPES
from tests.telemetry.ingest.wire.strategies import DATA, broken_events, json_values, of_type, valid_events

EVENT_CODES = {error.code for error in ERROR_CODES if error.status == 202}


def test_there_is_a_strategy_for_every_type() -> None:
    assert set(DATA) == set(EVENT_TYPES)


@pytest.mark.parametrize("name", sorted(DATA))
@given(data=st.data())
@settings(max_examples=20)
def test_valid_events_are_accepted_unchanged(name: str, data: st.DataObject) -> None:
    event = data.draw(of_type(name))
    sent = copy.deepcopy(event)
    document = parse(json.dumps(event).encode())
    checked = check(document)
    check_no_nul(document)
    assert checked.document == sent
    assert (checked.event_id, checked.type) == (UUID(sent["event_id"]), name)
    assert checked.occurred_us == microseconds(datetime.fromisoformat(sent["occurred_at"]))
    assert checked.interaction_id == sent["interaction_id"]


@given(json_values | broken_events())
@settings(max_examples=500, suppress_health_check=[HealthCheck.too_slow])
def test_any_json_is_accepted_or_rejected_with_a_listed_code(value: Any) -> None:
    try:
        checked = check(parse(json.dumps(value).encode()))
    except RejectedEvent as error:
        assert error.code in EVENT_CODES
        assert len(error.message) <= 500
    else:
        assert EARLIEST_US <= checked.occurred_us < LATEST_US


@given(st.binary(max_size=80))
def test_any_bytes_parse_or_are_rejected(raw: bytes) -> None:
    try:
        assert isinstance(parse(raw), dict)
    except RejectedEvent as error:
        assert error.code in {"invalid_json", "not_an_object", "too_deep"}


@given(valid_events)
def test_encoding_what_was_checked_gives_the_same_again(event: dict[str, Any]) -> None:
    encode = msgspec.json.Encoder(order="deterministic").encode
    once = encode(check(parse(json.dumps(event).encode())).document)
    assert encode(check(parse(once)).document) == once
