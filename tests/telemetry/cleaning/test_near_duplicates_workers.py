"""Two workers at once: of two alike interactions that come at the same moment, one worker sees the other's."""

import threading
import time

import pytest
from django.db import connection, transaction

from flywheel.database import raw_cursor
from flywheel.projects.models import Project
from telemetry.cleaning.near_duplicates.index import Entry, find_repeats

PATIENCE_S = 10.0


def somebody_waits_for_a_lock() -> bool:
    with raw_cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)")
        row = cursor.fetchone()
    return bool(row and row[0])


@pytest.mark.django_db(transaction=True)
def test_of_two_that_come_at_once_one_is_found_to_repeat_the_other() -> None:
    project = Project.objects.create(slug="busy", pseudonym_key=b"b" * 32)
    first, second = (Entry(f"{number:032x}", number << 32, (7,)) for number in (1, 2))
    found: list[set[str]] = []
    ended = threading.Event()

    def work() -> None:
        try:
            with transaction.atomic(), raw_cursor() as cursor:
                found.append(find_repeats(cursor, project.pk, [second]))
        finally:
            connection.close()
            ended.set()

    other = threading.Thread(target=work)
    with transaction.atomic(), raw_cursor() as cursor:
        assert find_repeats(cursor, project.pk, [first]) == set()
        other.start()
        end = time.monotonic() + PATIENCE_S
        while not ended.is_set() and not somebody_waits_for_a_lock() and time.monotonic() < end:
            time.sleep(0.01)
    other.join()
    assert found == [{second.uid}]
