"""Findings and holds as rows: what a search found replaces what it found before; what people decided stays.

A cleared finding stays cleared until there is REOPEN_GROWTH times the evidence it was cleared with. One that is no
longer found goes, unless it was confirmed; its holds become inactive.
"""

from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone

from exports.abuse.found import Found
from exports.abuse.thresholds import REOPEN_GROWTH
from exports.models import Finding, Hold, Screened

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('exports.abuse ' || %s::text, 0))"
_HOLD = """
INSERT INTO exports_hold AS known (project_id, record_id, finding_id, active, cleared_by)
SELECT %s, record_id, %s, true, '' FROM unnest(%s::text[]) AS wanted (record_id)
ON CONFLICT (project_id, record_id, finding_id) DO UPDATE SET active = true
    WHERE NOT known.active AND known.cleared_by = ''
"""
_RELEASE = """
UPDATE exports_hold SET active = false
WHERE project_id = %s AND finding_id = %s AND active AND record_id <> ALL (%s::text[])
"""


def save(project_id: int, found: Iterable[Found], mark: str) -> None:
    """Makes `found` the project's findings, in one transaction."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [project_id])
        known = {(row.kind, row.subject): row for row in Finding.objects.filter(project_id=project_id)}
        for one in found:
            row = _update(known.pop((one.kind, one.subject), None), project_id, one)
            _hold(row, one.record_ids)
        for row in known.values():
            _let_go(row)
        Screened.objects.update_or_create(project_id=project_id, defaults={"mark": mark, "screened_at": timezone.now()})


def held(project_id: int) -> int:
    """How many records are held back."""
    return Hold.objects.filter(project_id=project_id, active=True).values("record_id").distinct().count()


def _update(row: Finding | None, project_id: int, found: Found) -> Finding:
    if row is None:
        return Finding.objects.create(
            project_id=project_id, kind=found.kind, subject=found.subject, evidence=found.evidence
        )
    if row.state == Finding.State.CLEARED and not _has_grown(row, found):
        return row  # with the figures it was cleared with
    row.evidence = found.evidence
    if row.state != Finding.State.CONFIRMED:
        row.state = Finding.State.OPEN
    row.save(update_fields=["evidence", "state"])
    return row


def _has_grown(row: Finding, found: Found) -> bool:
    return float(found.evidence["units"]) >= REOPEN_GROWTH * float(row.evidence.get("units", 0))


def _hold(row: Finding, record_ids: Iterable[str]) -> None:
    in_force = row.state in (Finding.State.OPEN, Finding.State.CONFIRMED)
    wanted = list(record_ids) if in_force else []
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [row.project_id, row.pk, wanted])
        cursor.execute(_RELEASE, [row.project_id, row.pk, wanted])


def _let_go(row: Finding) -> None:
    _hold(row, [])
    if row.state == Finding.State.OPEN:
        row.state = Finding.State.GONE
        row.save(update_fields=["state"])
