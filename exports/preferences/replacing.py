"""Replacing the records of some groups in a few statements.

New ones are inserted, changed ones updated, gone ones deleted; identical ones are not touched at all, so that
their row ids stay.
"""

from collections.abc import Iterable, Sequence

from django.db import connection
from psycopg import sql

from exports.preferences.records import COLUMNS, Row

_TABLE = sql.Identifier("exports_record")
_FRESH = sql.Identifier("derived_record")
_NAMES = sql.SQL(", ").join(map(sql.Identifier, COLUMNS))


def replace_records(groups: Sequence[tuple[int, str]], rows: Iterable[Row]) -> None:
    """Makes `rows` (of `COLUMNS`, record ids distinct) the only records of `groups` (project id, group id).

    Must run inside `transaction.atomic()`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MAKE_FRESH)
        cursor.execute(_EMPTY_FRESH)
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(_FRESH, _NAMES)) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(_DELETE_GONE, [[project for project, _ in groups], [group for _, group in groups]])
        cursor.execute(_UPSERT)


_MAKE_FRESH = sql.SQL(
    "CREATE TEMPORARY TABLE IF NOT EXISTS {fresh} ON COMMIT DROP AS SELECT {names} FROM {table} WITH NO DATA"
).format(fresh=_FRESH, table=_TABLE, names=_NAMES)
_EMPTY_FRESH = sql.SQL("TRUNCATE {}").format(_FRESH)

_DELETE_GONE = sql.SQL(
    "DELETE FROM {table} r USING unnest(%s::bigint[], %s::text[]) AS g (project_id, group_id)"
    " WHERE r.project_id = g.project_id AND r.group_id = g.group_id AND NOT EXISTS ("
    " SELECT FROM {fresh} f WHERE f.project_id = r.project_id AND f.record_id = r.record_id)"
).format(table=_TABLE, fresh=_FRESH)

_UPSERT = sql.SQL(
    "INSERT INTO {table} AS r ({names}) SELECT {names} FROM {fresh} ORDER BY project_id, record_id"
    " ON CONFLICT (project_id, record_id) DO UPDATE SET ({names}) = ROW ({new})"
    " WHERE ({old}) IS DISTINCT FROM ({new})"
).format(
    table=_TABLE,
    fresh=_FRESH,
    names=_NAMES,
    old=sql.SQL(", ").join(sql.SQL("r.{}").format(sql.Identifier(name)) for name in COLUMNS),
    new=sql.SQL(", ").join(sql.SQL("EXCLUDED.{}").format(sql.Identifier(name)) for name in COLUMNS),
)
