"""What a sender says it lost is kept with the batch, from the careful and from the fast way of reading."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from telemetry.ingest.plain import WORTH_BYTES
from telemetry.models import Batch

pytestmark = pytest.mark.django_db


def post(client: Client, key: str, dropped: Any, filler: int = 0) -> dict[str, int]:
    """Posts one event beside `dropped`; the kept report."""
    event = {
        "event_id": str(uuid.uuid4()),
        "type": "candidate.shown",
        "occurred_at": "2026-11-21T01:00:00Z",
        "interaction_id": "i",
        "candidate_id": "c",
        "data": {"filler": "x" * filler},
    }
    body = json.dumps({"events": [event], "dropped": dropped})
    answer = client.post("/api/v1/events", body, content_type="application/json", headers={"x-api-key": key})
    assert (answer.status_code, answer.json()["accepted"]) == (202, 1)
    kept: dict[str, int] = Batch.objects.get(pk=answer.json()["batch_id"]).dropped
    return kept


@pytest.mark.parametrize("filler", [0, WORTH_BYTES])
def test_the_report_is_kept(client: Client, key: str, filler: int) -> None:
    assert post(client, key, {"buffer_full": 500, "rejected:malformed_body": 1}, filler) == {
        "buffer_full": 500,
        "rejected:malformed_body": 1,
    }


@pytest.mark.parametrize("filler", [0, WORTH_BYTES])
@pytest.mark.parametrize(
    "report",
    [None, "x", 7, [], {"a": "b"}, {"a": -1}, {"a": 1.5}, {"": 1}, {"a b": 1}, {"a" * 61: 1}, {"a": 2**60},
     {"a\u0000": 1}, {f"r{n}": 1 for n in range(21)}],
)  # fmt: skip
def test_one_that_cannot_be_read_costs_no_event(client: Client, key: str, report: Any, filler: int) -> None:
    assert post(client, key, report, filler) == {}


def test_a_report_may_come_alone(client: Client, key: str) -> None:
    body = json.dumps({"events": [], "dropped": {"too_large": 2}})
    answer = client.post("/api/v1/events", body, content_type="application/json", headers={"x-api-key": key})
    assert answer.status_code == 202
    assert Batch.objects.get().dropped == {"too_large": 2}
