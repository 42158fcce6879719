"""A psycopg cursor on Django's own connection: server-side binding, prepared statements, COPY.

For the few statements run thousands of times a second, where the ORM would cost more than the statement.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

Cursor = psycopg.Cursor[Any]
PREPARE_AFTER = 5  # executions of one statement on one connection


@contextmanager
def raw_cursor() -> Iterator[Cursor]:
    """Inside `transaction.atomic()` it takes part in that transaction. Errors come out as Django's."""
    connection.ensure_connection()
    connection.connection.prepare_threshold = PREPARE_AFTER
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        yield cursor
