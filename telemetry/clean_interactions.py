"""Reading clean interactions: all that the packages behind telemetry may know of what developers did."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db import connection, transaction

from telemetry.assembly.run import assemble_batches
from telemetry.cleaning.pipeline import DEFAULT_STAGES
from telemetry.cleaning.run import clean_stale, current_version
from telemetry.cleaning.stages import require
from telemetry.contracts import ChangedGroup, CleanInteraction, Frozen, Rhythm
from telemetry.models import AppliedVersion, Batch, BenchmarkIndex, CleanInteractionRow

_DECODER = msgspec.json.Decoder(CleanInteraction)
_CLEANING = "cleaning"  # the row of AppliedVersion
_MERGED = f"{require.Require.name}:{require.MERGED}"

# What assembly and cleaning look up by key while they fill it.
TABLES = (
    "telemetry_clean_interaction",
    "telemetry_interaction",
    "telemetry_interaction_alias",
    "telemetry_near_duplicate_band",
    "telemetry_source_activity",
    "telemetry_stale_group",
    "telemetry_stale_interaction",
)

# The version of every cleaning stage by its name: what a clean interaction went through.
STAGES: dict[str, int] = {stage.name: stage.version for stage in DEFAULT_STAGES}


class Counts(Frozen, frozen=True):
    """How much of a project is where. `shown`, `accepted` and `dismissed` count candidates.

    `reasons` counts interactions by `stage:reason` of their marks.
    """

    events: int
    interactions: int
    shown: int
    accepted: int
    dismissed: int
    clean: int
    dropped: int
    held: int
    rejected: int
    reasons: dict[str, int]


@contextmanager
def claim_changed_groups(limit: int) -> Iterator[list[ChangedGroup]]:
    """Up to `limit` changed groups with their members as they are now; empty where nothing changed.

    Must run inside `transaction.atomic()`: the queue entries are deleted in that transaction, so a caller
    that fails or is killed leaves them to the next. A group is claimed by one transaction at a time.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("claim_changed_groups must be used inside transaction.atomic()")
    yield _read_groups(_claim(limit))


def _claim(limit: int) -> list[tuple[int, str]]:
    """Deletes queue entries and takes their groups' locks, in one order, so that two claims cannot
    overlap."""
    with connection.cursor() as cursor:
        # An array, not IN: the planner would read the whole queue for that, once a claim.
        cursor.execute(
            "DELETE FROM telemetry_stale_group WHERE id = ANY (ARRAY("
            " SELECT id FROM telemetry_stale_group ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED"
            ")) RETURNING project_id, group_id",
            [limit],
        )
        claimed = sorted(set(cursor.fetchall()))
        cursor.execute(
            "SELECT pg_advisory_xact_lock(key) FROM"
            " (SELECT DISTINCT hashtextextended(project_id || ' ' || group_id, 0) AS key"
            " FROM unnest(%s::int[], %s::text[]) AS t (project_id, group_id) ORDER BY 1) AS keys",
            [[project_id for project_id, _ in claimed], [group_id for _, group_id in claimed]],
        )
    return claimed


def _read_groups(claimed: list[tuple[int, str]]) -> list[ChangedGroup]:
    members: dict[tuple[int, str], list[CleanInteraction]] = {group: [] for group in claimed}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.project_id, c.group_id, c.document"
            " FROM unnest(%s::int[], %s::text[]) AS t (project_id, group_id)"
            " JOIN telemetry_clean_interaction c USING (project_id, group_id)"
            " WHERE c.state = 'kept' ORDER BY c.uid",
            [[project_id for project_id, _ in claimed], [group_id for _, group_id in claimed]],
        )
        for project_id, group_id, document in cursor.fetchall():
            members[project_id, group_id].append(_DECODER.decode(document))
    return [
        ChangedGroup(project_id=project_id, group_id=group_id, members=tuple(found))
        for (project_id, group_id), found in members.items()
    ]


def read_groups(project_id: int, group_ids: Sequence[str]) -> list[ChangedGroup]:
    """These groups with their members as they are now, without claiming anything."""
    return _read_groups([(project_id, group_id) for group_id in group_ids])


def read_interactions(project_id: int, uids: Sequence[UUID]) -> list[CleanInteraction]:
    """These interactions as they are now, in order of uid; what is not kept any more is left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT document FROM telemetry_clean_interaction"
            " WHERE project_id = %s AND uid = ANY(%s) AND state = 'kept' AND document <> '' ORDER BY uid",
            [project_id, list(uids)],
        )
        return [_DECODER.decode(document) for (document,) in cursor.fetchall()]


def all_groups(project_id: int) -> Iterator[ChangedGroup]:
    """Every group of a project, in order of group id, in one snapshot and in bounded memory."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT group_id, document FROM telemetry_clean_interaction"
            " WHERE project_id = %s AND state = 'kept' ORDER BY group_id, uid",
            [project_id],
        )
        for group_id, rows in groupby(cursor, key=itemgetter(0)):
            members = tuple(_DECODER.decode(document) for _, document in rows)
            yield ChangedGroup(project_id=project_id, group_id=group_id, members=members)


def states(project_id: int) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What cleaning decided of each interaction: its uid, `kept`, `dropped`, `held` or `rejected`, and the
    `stage:reason` of its marks. In order of uid, in one snapshot and in bounded memory."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT uid, state, reasons FROM telemetry_clean_interaction WHERE project_id = %s ORDER BY uid",
            [project_id],
        )
        for uid, state, reasons in cursor:
            yield uid.hex, state, tuple(reasons)


def counts(project_id: int) -> Counts:
    """One project's funnel as far as telemetry knows it, in one snapshot per table. What was merged into another
    interaction counts there alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(accepted - refused), 0) FROM telemetry_batch WHERE project_id = %s",
            [project_id],
        )
        (events,) = cursor.fetchone()
        cursor.execute(
            "SELECT count(*), coalesce(sum(shown), 0), coalesce(sum(accepted), 0), coalesce(sum(dismissed), 0)"
            " FROM telemetry_interaction i WHERE project_id = %s AND NOT EXISTS ("
            "  SELECT FROM telemetry_interaction_alias a WHERE a.project_id = i.project_id AND a.uid = i.uid)",
            [project_id],
        )
        interactions, shown, accepted, dismissed = cursor.fetchone()
        cursor.execute(
            "SELECT state, count(*) FROM telemetry_clean_interaction WHERE project_id = %s GROUP BY state",
            [project_id],
        )
        states = dict(cursor.fetchall())
        cursor.execute(
            "SELECT reason, count(*) FROM telemetry_clean_interaction, unnest(reasons) AS reason"
            " WHERE project_id = %s GROUP BY reason ORDER BY reason",
            [project_id],
        )
        reasons = dict(cursor.fetchall())
    merged = reasons.pop(_MERGED, 0)
    state = CleanInteractionRow.State
    return Counts(
        events=int(events),
        interactions=interactions,
        shown=shown,
        accepted=accepted,
        dismissed=dismissed,
        clean=states.get(state.KEPT, 0),
        dropped=states.get(state.DROPPED, 0) - merged,
        held=states.get(state.HELD, 0),
        rejected=states.get(state.REJECTED, 0),
        reasons=reasons,
    )


def mark_all_groups_changed(project_id: int | None = None) -> int:
    """Queues every group for new records, of one project or of all; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO telemetry_stale_group (project_id, group_id)"
            " SELECT DISTINCT project_id, group_id FROM telemetry_clean_interaction"
            " WHERE group_id <> '' AND (%(project)s::int IS NULL OR project_id = %(project)s::int)"
            " ORDER BY 1, 2",
            {"project": project_id},
        )
        return int(cursor.rowcount)


def mark_all_interactions_stale(project_id: int | None = None) -> int:
    """Queues every interaction for cleaning, of one project or of all; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO telemetry_stale_interaction (project_id, uid)"
            " SELECT project_id, uid FROM telemetry_interaction"
            " WHERE %(project)s::int IS NULL OR project_id = %(project)s::int ORDER BY 1, 2",
            {"project": project_id},
        )
        return int(cursor.rowcount)


def mark_outdated() -> int:
    """Queues what was cleaned under other stages or benchmarks than those in force, of all projects; returns how many.

    Once for each version: what is queued already waits there.
    """
    version = current_version()
    with transaction.atomic(), connection.cursor() as cursor:
        if not _apply(version):
            return 0
        cursor.execute(
            "INSERT INTO telemetry_stale_interaction (project_id, uid)"
            " SELECT project_id, uid FROM telemetry_clean_interaction WHERE stages_version <> %s ORDER BY 1, 2",
            [version],
        )
        return int(cursor.rowcount)


def _apply(version: str) -> bool:
    """Notes the version as the one everything is being brought up to; False where it was before."""
    applied, is_new = AppliedVersion.objects.get_or_create(name=_CLEANING, defaults={"version": version})
    return is_new or AppliedVersion.objects.filter(pk=applied.pk).exclude(version=version).update(version=version) == 1


class Benchmark(NamedTuple):
    """A benchmark whose problems are held from training. `version` names its index."""

    name: str
    version: str
    problems: int


def benchmarks() -> list[Benchmark]:
    """The benchmarks in force, by name: for the certificate of a release."""
    rows = BenchmarkIndex.objects.order_by("name").values_list("name", "version", "problems")
    return [Benchmark(*row) for row in rows]


def mark_all_batches_new(project_id: int | None = None) -> int:
    """Queues every batch for assembly, of one project or of all; returns how many."""
    batches = Batch.objects.filter(state=Batch.State.ASSEMBLED)
    if project_id is not None:
        batches = batches.filter(project_id=project_id)
    return batches.update(state=Batch.State.NEW)


def refresh(batches: int = 200, interactions: int = 500) -> int:
    """One step of bringing clean interactions up to date: assembles up to that many new batches, then cleans
    up to that many stale interactions. Returns how many of both were done; 0: everything is clean that was
    received."""
    return assemble_batches(batches) + clean_stale(interactions)


def rhythms(project_id: int, *, fast_ms: int, idle_s: float) -> list[Rhythm]:
    """Every developer's days, in order. `fast`: decided in less than `fast_ms`; a longer gap than `idle_s` is a pause.

    Agents and policies decide nothing here: only what a person is said to have done is somebody's rhythm.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RHYTHMS, {"project": project_id, "fast": fast_ms, "idle": idle_s})
        return [Rhythm(*row) for row in cursor.fetchall()]


_RHYTHMS = """
WITH decided AS (
    SELECT developer, first_at AT TIME ZONE 'UTC' AS at, reaction_ms < %(fast)s AS fast, shown, accepted,
        extract(epoch FROM first_at - lag(first_at) OVER (PARTITION BY developer ORDER BY first_at, uid))::float8 AS gap
    FROM telemetry_interaction
    WHERE project_id = %(project)s AND developer <> '' AND first_at IS NOT NULL AND reaction_ms IS NOT NULL
), hours AS (
    SELECT developer, date_trunc('hour', at) AS hour, count(*) AS decisions, count(*) FILTER (WHERE fast) AS fast,
        sum(shown) AS shown, sum(accepted) AS accepted, count(*) FILTER (WHERE gap <= %(idle)s) AS gaps,
        coalesce(sum(gap) FILTER (WHERE gap <= %(idle)s), 0) AS gap_sum,
        coalesce(sum(gap * gap) FILTER (WHERE gap <= %(idle)s), 0) AS gap_square_sum
    FROM decided GROUP BY 1, 2
)
SELECT developer, to_char(hour, 'YYYY-MM-DD') AS day, sum(decisions)::bigint, sum(fast)::bigint, sum(shown)::bigint,
    sum(accepted)::bigint, sum(gaps)::bigint, sum(gap_sum), sum(gap_square_sum), count(*),
    extract(hour FROM (array_agg(hour ORDER BY decisions DESC, hour))[1])::int, max(decisions)
FROM hours GROUP BY 1, 2 ORDER BY 1, 2
"""
