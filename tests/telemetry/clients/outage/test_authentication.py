"""Keys of the last hour are let in while the database is away; others get the 503 they always got."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from flywheel.projects import keys
from flywheel.projects.models import ApiKey, Project
from flywheel.watchdog import at_most
from telemetry.clients.outage.authentication import KeyMemory, RememberingAuthentication
from telemetry.clients.outage.gone import GONE
from tests.telemetry.clients.outage.conftest import Away


def request(token: str) -> Request:
    return Request(APIRequestFactory().post("/", headers={"authorization": f"Bearer {token}"}))


def test_a_key_seen_before_is_let_in_while_the_database_is_away(make_key: Callable[..., str], away: Away) -> None:
    seen, unseen = make_key("events:write"), make_key("events:write")
    authentication = RememberingAuthentication()
    assert authentication.authenticate(request(seen)) is not None
    with away():
        started = time.monotonic()
        for _ in range(50):
            found = authentication.authenticate(request(seen))
            assert found is not None
            assert found[1].project.slug == "acme"
        assert time.monotonic() - started < 1
        with pytest.raises(GONE):
            authentication.authenticate(request(unseen))


def test_memory_ends_with_the_hour_and_with_the_keys_own_time(project: Project) -> None:
    made = keys.make(project, ["events:write"])
    brief = KeyMemory(seconds=0.0)
    brief.remember(made.token, made.row)
    time.sleep(0.001)
    assert brief.recall(made.token) is None

    expired = ApiKey(project=project, expires_at=timezone.now() - timedelta(seconds=1))
    memory = KeyMemory()
    memory.remember("fw_a_b", expired)
    assert memory.recall("fw_a_b") is None


def test_memory_is_bounded_and_forgets_what_was_revoked(project: Project) -> None:
    memory = KeyMemory(most=2)
    for token in ("a", "b", "c"):
        memory.remember(token, ApiKey(project=project))
    assert [memory.recall(token) is not None for token in ("a", "b", "c")] == [False, True, True]
    memory.forget("b")
    assert memory.recall("b") is None


@pytest.mark.django_db(transaction=True)
def test_a_database_that_hangs_is_hung_up_on() -> None:
    started = time.monotonic()
    with pytest.raises(GONE), at_most(0.3), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(30)")
    assert time.monotonic() - started < 3
    connection.close()
