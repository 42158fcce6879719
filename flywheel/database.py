"""A psycopg cursor on Django's own connection: server-side binding, prepared statements, COPY.

For the few statements run thousands of times a second, where the ORM would cost more than the statement.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql

Cursor = psycopg.Cursor[Any]
PREPARE_AFTER = 5  # executions of one statement on one connection


@contextmanager
def raw_cursor() -> Iterator[Cursor]:
    """Inside `transaction.atomic()` it takes part in that transaction. Errors come out as Django's."""
    connection.ensure_connection()
    connection.connection.prepare_threshold = PREPARE_AFTER
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        yield cursor


def analyse_grown(tables: Sequence[str]) -> list[str]:
    """Gives the planner statistics of those of our tables that changed by more than half since they were last analysed.

    The server does so by itself, but only every minute or so: a queue's tables grow from nothing to millions of rows in
    that time, and the plan for an empty table reads all of it for every key. Returns the tables analysed; one another
    worker is busy with is left to it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.relname FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid"
            " WHERE s.schemaname = current_schema() AND s.relname = ANY(%s)"
            " AND s.n_mod_since_analyze > 500 + greatest(c.reltuples, 0) / 2 ORDER BY 1",
            [list(tables)],
        )
        grown = [name for (name,) in cursor.fetchall()]
        if grown:
            names = sql.SQL(", ").join(map(sql.Identifier, grown))
            cursor.execute(sql.SQL("ANALYZE (SKIP_LOCKED) {}").format(names))
    return grown
