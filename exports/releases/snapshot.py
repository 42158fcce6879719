"""One read-only view of the database that stands still while a release is read from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

BATCH_BYTES = 8 * 1024 * 1024
# Keys of Django's OPTIONS that are not libpq's.
_DJANGO_OPTIONS = {
    "pool",
    "server_side_binding",
    "isolation_level",
    "assume_role",
    "cursor_factory",
    "context",
}


class Snapshot:
    """Reads of one REPEATABLE READ transaction; every query sees the same rows."""

    def __init__(self, database: Any) -> None:
        self._database = database

    def batches(self, query: sql.Composed) -> Iterator[pa.RecordBatch]:
        """The rows as Arrow batches of about BATCH_BYTES, fetched as they are asked for."""
        with self._database.cursor() as cursor:
            cursor.adbc_statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(BATCH_BYTES)})
            cursor.execute(query.as_string(None))
            with cursor.fetch_record_batch() as reader:
                yield from reader

    def rows(self, query: sql.Composed) -> list[tuple[Any, ...]]:
        """The rows of a small result."""
        with self._database.cursor() as cursor:
            cursor.execute(query.as_string(None))
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def table(self, query: sql.Composed) -> pa.Table:
        """The rows of a result that fits in memory."""
        with self._database.cursor() as cursor:
            cursor.execute(query.as_string(None))
            return cursor.fetch_arrow_table()


@contextmanager
def open_snapshot() -> Iterator[Snapshot]:
    """A snapshot of the default database, over a connection of its own that gives rows as Arrow."""
    with adbc.connect(_conninfo(), autocommit=True) as database:
        with database.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL random_page_cost = 1.1")  # in index order: no sort of whole rows on disk
        yield Snapshot(database)


def _conninfo() -> str:
    """The connection string for libpq. Holds the password: never log it."""
    settings = connection.settings_dict
    named = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    given = {key: settings[name] for key, name in named.items() if settings[name]}
    extra = {key: value for key, value in settings["OPTIONS"].items() if key not in _DJANGO_OPTIONS}
    return make_conninfo(**given, **extra)
