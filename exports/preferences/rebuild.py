"""Everything derived, made anew from events: interactions, clean interactions, records.

Nothing is deleted first. Each step replaces what it derives, so readers always see records, and identical
ones keep their rows.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.db import connection, transaction

from exports.preferences.advance import steps
from exports.preferences.outdated import mark_outdated
from telemetry.clean_interactions import (
    mark_all_batches_new,
    mark_all_groups_changed,
    mark_all_interactions_stale,
)


class Changes(NamedTuple):
    """What a rebuild did to records: `added` and `removed` ids, `changed` content under the same id."""

    before: int
    after: int
    added: int
    removed: int
    changed: int


def rebuild(project_id: int | None = None, progress: Callable[[int], object] = lambda done: None) -> Changes:
    """Rebuilds one project, or all. `progress` is called with the number of rows each step did."""
    _remember(project_id)
    with transaction.atomic():
        mark_all_batches_new(project_id)
        mark_all_interactions_stale(project_id)
        mark_all_groups_changed(project_id)
    return _to_the_end(project_id, progress)


def bring_up_to_date(progress: Callable[[int], object] = lambda done: None) -> Changes:
    """Does anew only what other versions of stages, benchmarks, rules or calibrations made, in every project."""
    _remember(None)
    mark_outdated()
    return _to_the_end(None, progress)


def _to_the_end(project_id: int | None, progress: Callable[[int], object]) -> Changes:
    for done in steps():
        progress(done)
    return _compare(project_id)


# Constant text and parameters only: nothing a caller gives becomes SQL.
_RECORDS = (
    "SELECT r.project_id, r.record_id, hashtextextended((to_jsonb(r) - 'id')::text, 0) AS digest"
    " FROM exports_record r WHERE %(project)s::bigint IS NULL OR r.project_id = %(project)s::bigint"
)


def _remember(project_id: int | None) -> None:
    """Ids and digests of the records as they are, in a table of this connection only."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS record_before")
        cursor.execute("CREATE TEMPORARY TABLE record_before AS " + _RECORDS, {"project": project_id})


_COMPARE = (
    "WITH a AS (" + _RECORDS + ") SELECT count(b.record_id), count(a.record_id),"  # noqa: S608 - constants only
    " count(*) FILTER (WHERE b.record_id IS NULL), count(*) FILTER (WHERE a.record_id IS NULL),"
    " count(*) FILTER (WHERE a.digest <> b.digest)"
    " FROM record_before b FULL JOIN a USING (project_id, record_id)"
)


def _compare(project_id: int | None) -> Changes:
    with connection.cursor() as cursor:
        cursor.execute(_COMPARE, {"project": project_id})
        changes = Changes(*cursor.fetchone())
        cursor.execute("DROP TABLE record_before")
    return changes
