"""Partitions by week, made ahead of time and never at the cost of a row."""

import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from telemetry.store import partitions
from tests.telemetry.store.conftest import places, store_event

LATER = datetime(2040, 1, 4, 12, tzinfo=UTC)  # a Wednesday, far beyond what migrating made partitions for


@pytest.mark.parametrize(
    ("moment", "start"),
    [
        ("2040-01-02T00:00:00+00:00", date(2040, 1, 2)),
        ("2040-01-08T23:59:59+00:00", date(2040, 1, 2)),
        ("2040-01-09T00:30:00+01:00", date(2040, 1, 2)),
        ("2040-01-01T23:30:00-01:00", date(2040, 1, 2)),
    ],
)
def test_weeks_begin_on_monday_in_utc(moment: str, start: date) -> None:
    assert partitions.monday(datetime.fromisoformat(moment)) == start


@pytest.mark.django_db
def test_this_week_and_four_more_are_made_once() -> None:
    assert partitions.ensure(LATER) == [
        "telemetry_event_w20400102",
        "telemetry_event_w20400109",
        "telemetry_event_w20400116",
        "telemetry_event_w20400123",
        "telemetry_event_w20400130",
    ]
    assert partitions.ensure(LATER) == []
    assert partitions.ensure(LATER + timedelta(weeks=1)) == ["telemetry_event_w20400206"]


@pytest.mark.django_db
def test_a_row_goes_to_the_partition_of_its_week() -> None:
    partitions.ensure(LATER)
    first = store_event(datetime(2040, 1, 9, tzinfo=UTC))
    last = store_event(datetime(2040, 1, 8, 23, 59, 59, 999999, tzinfo=UTC))
    assert places() == {first: "telemetry_event_w20400109", last: "telemetry_event_w20400102"}


@pytest.mark.django_db
def test_rows_that_came_before_their_partition_move_into_it() -> None:
    """As after weeks in which nothing made partitions while posts still came in."""
    earlier, now = store_event(LATER - timedelta(weeks=3)), store_event(LATER)
    assert set(places().values()) == {partitions.DEFAULT}
    made = partitions.ensure(LATER)
    assert made[:2] == ["telemetry_event_w20391212", "telemetry_event_w20400102"]
    assert places() == {earlier: "telemetry_event_w20391212", now: "telemetry_event_w20400102"}


@pytest.mark.django_db
def test_a_new_partition_has_the_index_of_the_others() -> None:
    partitions.ensure(LATER)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid"
            " WHERE inhparent = 'telemetry_event_interaction'::regclass"
            " AND indrelid = 'telemetry_event_w20400102'::regclass"
        )
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db
def test_only_partitions_that_ended_before_the_cut_are_dropped() -> None:
    partitions.ensure(LATER)
    gone, kept = store_event(LATER), store_event(LATER + timedelta(weeks=1))
    dropped = partitions.drop_before(LATER + timedelta(weeks=1))
    assert dropped[-1] == "telemetry_event_w20400102"
    assert places() == {kept: "telemetry_event_w20400109"}
    assert gone not in places()


@pytest.fixture
def real_store(transactional_db: None) -> Iterator[None]:
    """Transactions that really commit; rows and partitions made meanwhile go afterwards."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE telemetry_event")
        for week in range(partitions.WEEKS_AHEAD + 1):
            made = partitions.name(partitions.monday(LATER + timedelta(weeks=week)))
            cursor.execute(f"DROP TABLE IF EXISTS {made}")


@pytest.mark.slow
@pytest.mark.usefixtures("real_store")
def test_posts_and_readers_go_on_while_partitions_are_made() -> None:
    stored: list[uuid.UUID] = [store_event(LATER) for _ in range(20)]
    failures: list[Exception] = []

    def insert() -> None:
        stored.extend(store_event(LATER + timedelta(weeks=number % 5)) for number in range(150))

    def read() -> None:
        for _ in range(50):
            places()

    def ensure() -> None:
        partitions.ensure(LATER)

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=[work]) for work in (insert, insert, read, ensure, ensure, read, insert)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert set(places()) == set(stored)
    assert partitions.DEFAULT not in places().values()
