"""Quarantine: mended events go in, once, under the developer they were held for."""

import json
from collections.abc import Callable

from django.http import HttpResponse

from telemetry.ingest.replay import discard, replay
from telemetry.models import Batch, QuarantinedEvent
from tests.telemetry.ingest.conftest import make_event, stored

Post = Callable[..., HttpResponse]


def held(post: Post) -> QuarantinedEvent:
    post([make_event(actor="robot")])
    return QuarantinedEvent.objects.get()


def test_a_mended_event_is_stored_for_its_developer(post: Post) -> None:
    quarantined = held(post)
    mended = json.loads(quarantined.payload) | {"actor": "policy"}
    assert replay(quarantined, json.dumps(mended)).replayed
    assert stored()[0]["developer"] == quarantined.developer == "0cba4fdf137f068363dc8fce99ae5c00"
    quarantined.refresh_from_db()
    assert quarantined.state == "replayed"
    assert not replay(quarantined, json.dumps(mended)).replayed
    assert len(stored()) == 1


def test_a_payload_still_bad_stays_held(post: Post) -> None:
    quarantined = held(post)
    result = replay(quarantined, quarantined.payload)
    assert (result.replayed, result.reason) == (False, "actor: Not one of the allowed values")
    assert not replay(quarantined, "{").replayed
    assert not replay(quarantined, " " * 1024 * 1025).replayed
    quarantined.refresh_from_db()
    assert quarantined.state == "held"
    assert (Batch.objects.count(), QuarantinedEvent.objects.count()) == (1, 1)


def test_discarding_is_final(post: Post) -> None:
    quarantined = held(post)
    assert discard(quarantined)
    assert not discard(quarantined)
    mended = json.loads(quarantined.payload) | {"actor": "policy"}
    assert not replay(quarantined, json.dumps(mended)).replayed
    assert stored() == []
