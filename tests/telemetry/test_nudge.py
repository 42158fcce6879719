"""Announcing stored events never costs a post anything."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from kombu.exceptions import OperationalError

from flywheel.celery import app
from telemetry import nudge
from tests.telemetry.ingest.conftest import key, make_event, post, real_events, stored

__all__ = ["key", "post", "real_events"]  # fixtures


class Broker:
    """In place of the real one: counts messages, and lets the first one hang until told to go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[str] = []
        self.first_arrived, self.go_on, self.second_arrived = (threading.Event() for _ in range(3))
        monkeypatch.setattr(app, "send_task", self._receive)
        monkeypatch.setattr(nudge, "PAUSE", 0)

    def _receive(self, name: str, **options: Any) -> None:
        self.sent.append(name)
        (self.second_arrived if self.first_arrived.is_set() else self.first_arrived).set()
        self.go_on.wait(30)


def test_any_number_of_announcements_while_one_is_under_way_make_one_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broker, announcer = Broker(monkeypatch), nudge.Announcer()
    announcer.announce()
    assert broker.first_arrived.wait(30)
    for _ in range(1000):
        announcer.announce()
    assert broker.sent == ["pipeline.advance"]  # a hanging broker holds up nobody
    broker.go_on.set()
    assert broker.second_arrived.wait(30)
    assert broker.sent == ["pipeline.advance", "pipeline.advance"]


def test_a_broker_that_is_away_is_not_an_error(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*args: Any, **options: Any) -> None:
        raise OperationalError("redis://secret@broker refused")

    monkeypatch.setattr(app, "send_task", away)
    nudge.send()
    assert "secret" not in caplog.text


@pytest.mark.usefixtures("real_events")
def test_a_post_is_accepted_while_the_broker_is_away(
    post: Callable[..., HttpResponse], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = threading.Event()

    def away(*args: Any, **options: Any) -> None:
        tried.set()
        raise OperationalError("away")

    monkeypatch.setattr(app, "send_task", away)
    response = post([make_event()])
    assert response.status_code == 202
    assert json.loads(response.content)["accepted"] == 1
    assert tried.wait(30)
    assert len(stored()) == 1
