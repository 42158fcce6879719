"""What waits for the database beyond its time is cut off, and nothing else is."""

import time

import pytest
from django.db import OperationalError, connection

from flywheel.watchdog import at_most

pytestmark = pytest.mark.django_db(transaction=True)


def sleep_in_the_database(seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [seconds])


def test_a_statement_that_takes_too_long_ends_with_an_error() -> None:
    started = time.monotonic()
    with pytest.raises(OperationalError), at_most(0.1):
        sleep_in_the_database(20)
    assert time.monotonic() - started < 10
    connection.close()


@pytest.mark.parametrize(("outer", "inner"), [(0.1, 30), (30, 0.1)])
def test_of_two_limits_the_earlier_holds(outer: float, inner: float) -> None:
    with pytest.raises(OperationalError), at_most(outer), at_most(inner):
        sleep_in_the_database(20)
    connection.close()


def test_the_outer_limit_stays_when_the_inner_one_is_left() -> None:
    with at_most(0.6):
        with at_most(0.5):
            pass
        with pytest.raises(OperationalError):
            sleep_in_the_database(20)
    connection.close()


def test_no_limit_is_left_behind() -> None:
    with at_most(0.1):
        pass
    sleep_in_the_database(0.6)
