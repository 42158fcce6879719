"""What the hourly maintenance keeps and what it forgets."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings

from telemetry.models import KeyUsage
from telemetry.store import retention
from tests.telemetry.store.conftest import places, store_event

NOW = datetime(2040, 3, 7, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_events_are_kept_for_good_unless_days_are_set(settings: LazySettings) -> None:
    settings.FLYWHEEL_RETENTION_DAYS = 0
    old = store_event(NOW - timedelta(weeks=500))
    assert retention.maintain(NOW) == []
    assert list(places()) == [old]


def test_events_older_than_the_days_go_even_where_they_had_no_partition(settings: LazySettings) -> None:
    settings.FLYWHEEL_RETENTION_DAYS = 30
    store_event(NOW - timedelta(days=40))
    kept = store_event(NOW - timedelta(days=29))
    dropped = retention.maintain(NOW)
    assert dropped[-1] == "telemetry_event_w20400123"
    assert list(places()) == [kept]


def test_maintaining_again_changes_nothing(settings: LazySettings) -> None:
    settings.FLYWHEEL_RETENTION_DAYS = 30
    kept = store_event(NOW)
    retention.maintain(NOW)
    assert retention.maintain(NOW) == []
    assert list(places()) == [kept]


def test_minutes_of_rate_limits_are_forgotten_after_an_hour() -> None:
    for age in (timedelta(minutes=61), timedelta(minutes=59)):
        KeyUsage.objects.create(api_key_id=1, minute=NOW - age, events=1)
    retention.maintain(NOW)
    assert [usage.minute for usage in KeyUsage.objects.all()] == [NOW - timedelta(minutes=59)]
