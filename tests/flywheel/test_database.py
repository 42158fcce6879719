"""Statistics for the planner, where tables grow faster than the server notices."""

import pytest
from django.db import connection

from flywheel.database import analyse_grown


@pytest.mark.django_db(transaction=True)
def test_a_grown_table_is_analysed_once() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE grown (n int); CREATE TABLE still (n int)")
        try:
            cursor.execute("INSERT INTO grown SELECT generate_series(1, 1000)")
            cursor.execute("SELECT pg_stat_force_next_flush()")
            assert analyse_grown(["grown", "still", "missing"]) == ["grown"]
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'grown'")
            assert cursor.fetchone() == (1000.0,)
            cursor.execute("INSERT INTO grown SELECT generate_series(1, 900)")
            cursor.execute("SELECT pg_stat_force_next_flush()")
            assert analyse_grown(["grown"]) == []  # less than 500 and half of it
        finally:
            cursor.execute("DROP TABLE grown, still")
