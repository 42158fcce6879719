"""A psycopg cursor on Django's own connection: server-side binding, binary parameters, COPY."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

Cursor = psycopg.Cursor[Any]


@contextmanager
def raw_cursor() -> Iterator[Cursor]:
    """Inside `transaction.atomic()` it takes part in that transaction. Errors come out as Django's."""
    connection.ensure_connection()
    connection.connection.prepare_threshold = 5
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        yield cursor
