"""A key's limit holds over all servers together."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.http import HttpResponse

from telemetry.ingest import arrival
from telemetry.models import KeyUsage
from tests.telemetry.ingest.conftest import make_event, stored

Post = Callable[..., HttpResponse]
LIMIT = 60
MINUTE = datetime(2026, 1, 5, 10, 0, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Stands at MINUTE until told otherwise, so that no test runs into the next minute."""
    clock = SimpleNamespace(now=lambda: MINUTE)
    monkeypatch.setattr(arrival, "timezone", clock)
    return clock


@pytest.mark.usefixtures("real_events", "clock")
def test_senders_at_the_same_time_never_pass_more_than_the_limit(post: Post, make_key: Callable[..., str]) -> None:
    key = make_key("events:write", events_per_minute=LIMIT)
    begin = threading.Barrier(6)
    passed: list[int] = []
    refused: list[int] = []

    def send(size: int) -> None:
        try:
            begin.wait(30)
            for _ in range(10):
                response = post([make_event() for _ in range(size)], token=key)
                (passed if response.status_code == 202 else refused).append(size)
                assert response.status_code in {202, 429}
        finally:
            connection.close()

    senders = [threading.Thread(target=send, args=[size]) for size in (1, 1, 2, 3, 5, 20)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(passed) + len(refused) == 60
    # What is sent is five times the limit; no refused batch can still fit, or it would have been let in.
    assert LIMIT - min(refused) < sum(passed) <= LIMIT
    assert len(stored()) == sum(passed) == KeyUsage.objects.get().events


@pytest.mark.django_db
def test_the_next_minute_starts_anew(post: Post, make_key: Callable[..., str], clock: SimpleNamespace) -> None:
    key = make_key("events:write", events_per_minute=2)
    assert post([make_event(), make_event()], token=key).status_code == 202
    clock.now = lambda: MINUTE + timedelta(seconds=59)
    response = post([make_event()], token=key)
    assert (response.status_code, response["Retry-After"]) == (429, "1")
    clock.now = lambda: MINUTE + timedelta(seconds=60)
    assert post([make_event()], token=key).status_code == 202


@pytest.mark.django_db
def test_a_key_without_a_limit_is_not_counted(post: Post) -> None:
    assert post([make_event()]).status_code == 202
    assert not KeyUsage.objects.exists()
