"""Clearing held interactions, and taking that back: a curator's decision, with who and when, never overwritten.

The decision and the queue entry that lets cleaning act on it are written in one transaction. Cleaning then keeps the
interaction, unless it is held or dropped for something else; a rebuild finds the decision again.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Func, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from telemetry.models import CleanInteractionRow, Clearance, InteractionRow, StaleInteraction

HOLDING: Final = "hold_"  # how the names of the stages begin that hold
LONGEST_NOTE: Final = 500

# Every held interaction that `reason` still holds, or every one that was cleared of it, is decided and queued at once.
_DECIDE_ALL: Final = """
WITH last AS (
    SELECT DISTINCT ON (uid) uid, cleared FROM telemetry_clearance
    WHERE project_id = %(project)s AND reason = %(reason)s ORDER BY uid, id DESC
), chosen AS (
    SELECT c.uid FROM telemetry_clean_interaction c LEFT JOIN last USING (uid)
    WHERE c.project_id = %(project)s AND c.reasons @> ARRAY[%(reason)s::varchar]
    AND CASE WHEN %(cleared)s THEN c.state = 'held' AND last.cleared IS NOT TRUE ELSE last.cleared END
    AND (%(developer)s = '' OR EXISTS (SELECT FROM telemetry_interaction i
        WHERE i.project_id = c.project_id AND i.uid = c.uid AND i.developer = %(developer)s))
), decided AS (
    INSERT INTO telemetry_clearance (project_id, uid, reason, cleared, note, decided_by, decided_at)
    SELECT %(project)s, uid, %(reason)s, %(cleared)s, %(note)s, %(by)s, now() FROM chosen ORDER BY uid RETURNING uid
)
INSERT INTO telemetry_stale_interaction (project_id, uid) SELECT %(project)s, uid FROM decided
"""


class Decision(NamedTuple):
    """What somebody decides: `cleared` False takes an earlier clearance back."""

    by: str
    cleared: bool = True
    note: str = ""


class OtherCount(Exception):  # noqa: N818 - says what is found
    """The filter chooses another number of interactions than the one that was confirmed."""


def holding(reasons: Sequence[str]) -> list[str]:
    """Those of an interaction's reasons that hold, cleared or not."""
    return [reason for reason in reasons if reason.startswith(HOLDING)]


def decide(project_id: int, uid: UUID, reasons: Sequence[str], decision: Decision) -> int:
    """Clears one interaction of the reasons that hold it; returns of how many. Others than those are left out."""
    row = CleanInteractionRow.objects.filter(project_id=project_id, uid=uid).only("reasons").first()
    decided = sorted(set(reasons) & set(holding(row.reasons))) if row else []
    if not decided:
        return 0
    common = {"project_id": project_id, "uid": uid, "cleared": decision.cleared, "decided_by": decision.by}
    with transaction.atomic():
        Clearance.objects.bulk_create(
            Clearance(reason=reason, note=decision.note[:LONGEST_NOTE], **common) for reason in decided
        )
        StaleInteraction.objects.create(project_id=project_id, uid=uid)
    return len(decided)


def decide_all(
    project_id: int, reason: str, decision: Decision, *, developer: str = "", expected: int | None = None
) -> int:
    """Clears every interaction of the reason, of one developer or of all; returns how many.

    Raises OtherCount, and decides nothing, where they are not as many as `expected`.
    """
    values: dict[str, str | int | bool] = {
        "project": project_id,
        "reason": reason,
        "developer": developer,
        "cleared": decision.cleared,
        "note": decision.note[:LONGEST_NOTE],
        "by": decision.by,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_DECIDE_ALL, values)
        if expected is not None and cursor.rowcount != expected:
            raise OtherCount(cursor.rowcount)
        return int(cursor.rowcount)


def held(project_id: int, *, reason: str = "", developer: str = "") -> QuerySet[CleanInteractionRow]:
    """The interactions that are held; for a reason only those not yet cleared of it."""
    rows = CleanInteractionRow.objects.filter(project_id=project_id, state=CleanInteractionRow.State.HELD)
    if reason:
        rows = rows.filter(reasons__contains=[reason]).alias(cleared=_last("cleared", reason)).exclude(cleared=True)
    return rows.filter(uid__in=_uids_of(project_id, developer)) if developer else rows


def cleared(project_id: int, *, reason: str = "", developer: str = "") -> QuerySet[Clearance]:
    """The clearances in force: those not taken back."""
    last = Clearance.objects.filter(project_id=project_id, uid=OuterRef("uid"), reason=OuterRef("reason"))
    rows = Clearance.objects.filter(project_id=project_id, cleared=True)
    rows = rows.filter(pk=Subquery(last.order_by("-pk").values("pk")[:1]))
    rows = rows.filter(reason=reason) if reason else rows
    return rows.filter(uid__in=_uids_of(project_id, developer)) if developer else rows


def counts(project_id: int, most: int) -> list[tuple[str, int]]:
    """(reason, interactions it holds) among the latest `most` held ones, most frequent first."""
    latest = held(project_id).order_by("-pk").values("pk")[:most]
    rows = CleanInteractionRow.objects.filter(pk__in=latest).annotate(reason=Func(F("reasons"), function="unnest"))
    times: dict[str, int] = {}
    for reason in rows.values_list("reason", flat=True).iterator():
        if reason.startswith(HOLDING):
            times[reason] = times.get(reason, 0) + 1
    return sorted(times.items(), key=lambda item: (-item[1], item[0]))


def history(project_id: int, uid: UUID) -> list[Clearance]:
    """Every decision on one interaction, the latest first."""
    return list(Clearance.objects.filter(project_id=project_id, uid=uid).order_by("-pk"))


def cleared_reasons(decisions: Sequence[Clearance]) -> set[str]:
    """What an interaction is cleared of, from its history."""
    last: dict[str, bool] = {}
    for each in decisions:
        last.setdefault(each.reason, each.cleared)
    return {reason for reason, is_cleared in last.items() if is_cleared}


def _last(field: str, reason: str) -> Coalesce:
    mine = Clearance.objects.filter(project_id=OuterRef("project_id"), uid=OuterRef("uid"), reason=reason)
    return Coalesce(Subquery(mine.order_by("-pk").values(field)[:1]), False)


def _uids_of(project_id: int, developer: str) -> QuerySet[InteractionRow, Any]:
    return InteractionRow.objects.filter(project_id=project_id, developer=developer).values("uid")
