"""Claims stale interactions, cleans them and says which groups changed.

What is decided about one interaction may depend on others (replays, floods, near-duplicates). Each transaction
locks its interactions first and reads facts afterwards, so of any two that concern each other the later one sees
both; it queues the other again where the verdict may have turned. Hence the end state does not depend on order.
"""

import uuid
from typing import Any, NamedTuple

import msgspec
from django.db import transaction
from msgspec.structs import replace

from flywheel.database import Cursor, raw_cursor
from telemetry.assembly.keys import Key
from telemetry.assembly.sources import BUCKET_MS
from telemetry.cleaning.contamination import run as benchmarks
from telemetry.cleaning.group import group_id
from telemetry.cleaning.near_duplicates.compare import near_duplicates
from telemetry.cleaning.pipeline import (
    DEFAULT_STAGES,
    STAGES_AMONG_KEPT,
    Outcome,
    clean,
    clean_further,
    stages_alone,
    stages_version,
)
from telemetry.cleaning.stage import Facts, Stage
from telemetry.contracts import CleanInteraction, Interaction

_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(Interaction)


class Row(NamedTuple):
    """An assembled interaction, with what cleaning said of it last time."""

    key: Key
    document: str
    fingerprint: bytes | None
    facts: Facts
    old_fingerprint: bytes | None
    old_group: str
    old_state: str
    old_document: str


class Way(NamedTuple):
    """How this transaction cleans: the stages with the benchmarks in force, and the version of it all."""

    stages: tuple[Stage, ...]
    version: str


def current_version() -> str:
    """The version of what cleaning does now: of its stages and of the benchmarks in force."""
    return stages_version(DEFAULT_STAGES, benchmarks.versions())


def clean_stale(limit: int = 500) -> int:
    """Cleans up to `limit` queued interactions in one transaction; returns how many entries it took (0:
    idle)."""
    with transaction.atomic(), raw_cursor() as cursor:
        claimed = _claim(cursor, limit)
        if not claimed:
            return 0
        way = _way()
        rows = _read(cursor, sorted(set(claimed)))
        by_project: dict[int, list[Row]] = {}
        for row in rows:
            by_project.setdefault(row.key.project_id, []).append(row)
        for project_id, its_rows in by_project.items():
            _clean_project(cursor, project_id, its_rows, way)
    return len(claimed)


def _way() -> Way:
    benchmarks.lock_in_force()
    in_force = benchmarks.versions()
    return Way(stages_alone(benchmarks.load(in_force)), stages_version(DEFAULT_STAGES, in_force))


def _claim(cursor: Cursor, limit: int) -> list[Key]:
    # An array, not IN: the planner would read the whole queue for that, once a claim.
    cursor.execute(
        "DELETE FROM telemetry_stale_interaction WHERE id = ANY (ARRAY("
        " SELECT id FROM telemetry_stale_interaction ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED"
        ")) RETURNING project_id, uid",
        [limit],
    )
    return [Key(*row) for row in cursor.fetchall()]


def _read(cursor: Cursor, keys: list[Key]) -> list[Row]:
    """Locks the interactions in key order, then reads them: in two statements, so that the second sees what
    the holders of the locks committed meanwhile."""
    columns: tuple[list[int], list[uuid.UUID]] = ([key.project_id for key in keys], [key.uid for key in keys])
    cursor.execute(
        "SELECT 1 FROM telemetry_interaction i JOIN unnest(%s::int[], %s::uuid[]) AS t (project_id, uid)"
        " USING (project_id, uid) ORDER BY project_id, uid FOR NO KEY UPDATE OF i",
        columns,
    )
    cursor.execute(
        "SELECT i.project_id, i.uid, i.document, i.fingerprint,"
        " i.fingerprint IS NOT NULL AND EXISTS (SELECT 1 FROM telemetry_interaction o"
        "  WHERE o.project_id = i.project_id AND o.fingerprint = i.fingerprint AND o.uid < i.uid),"
        " coalesce(a.interactions, 0), ARRAY(SELECT reason FROM ("
        "  SELECT DISTINCT ON (reason) reason, cleared FROM telemetry_clearance l"
        "  WHERE l.project_id = i.project_id AND l.uid = i.uid ORDER BY reason, id DESC) AS last WHERE cleared),"
        " c.fingerprint, coalesce(c.group_id, ''), coalesce(c.state, ''), coalesce(c.document, '')"
        " FROM unnest(%s::int[], %s::uuid[]) AS t (project_id, uid)"
        " JOIN telemetry_interaction i USING (project_id, uid)"
        " LEFT JOIN telemetry_clean_interaction c USING (project_id, uid)"
        " LEFT JOIN telemetry_source_activity a ON a.project_id = i.project_id AND a.developer = i.developer"
        "  AND a.bucket_at = date_bin(%s * interval '1 ms', i.first_at, 'epoch'::timestamptz)"
        " ORDER BY 1, 2",
        [*columns, BUCKET_MS],
    )
    return [
        Row(
            Key(project_id, uid),
            document,
            _bytes(mine),
            Facts(is_replay=replay, source_interactions=active, cleared=tuple(cleared)),
            _bytes(old),
            *was,
        )
        for project_id, uid, document, mine, replay, active, cleared, old, *was in cursor.fetchall()
    ]


def _bytes(value: memoryview | bytes | None) -> bytes | None:
    return None if value is None else bytes(value)


def _clean_project(cursor: Cursor, project_id: int, rows: list[Row], way: Way) -> None:
    interactions = [_DECODER.decode(row.document) for row in rows]
    facts = {row.key.uid.hex: row.facts for row in rows}
    outcomes = clean(interactions, facts, way.stages)
    repeats = near_duplicates(cursor, project_id, {uid: _kept(outcome) for uid, outcome in outcomes.items()})
    facts |= {uid: replace(facts[uid], is_near_duplicate=True) for uid in repeats}
    outcomes = clean_further(outcomes, facts, STAGES_AMONG_KEPT)
    changed: set[str] = set()
    saved = []
    for row in rows:
        outcome = outcomes[row.key.uid.hex]
        group, document = _result(outcome)
        if (document, outcome.state) != (row.old_document, row.old_state):
            changed |= {row.old_group, group}
        saved.append(_columns(row, outcome, group, document))
    _save(cursor, saved, way.version)
    _queue_groups(cursor, project_id, sorted(changed - {""}))
    _queue_rivals(cursor, project_id, rows)


def _kept(outcome: Outcome) -> Interaction | None:
    return outcome.interaction if outcome.state == "kept" else None


def _result(outcome: Outcome) -> tuple[str, str]:
    """Group and document of the clean interaction; empty where nothing was kept."""
    if outcome.interaction is None:
        return "", ""
    group = group_id(outcome.interaction)
    kept = CleanInteraction(interaction=outcome.interaction, group_id=group, marks=outcome.marks)
    return group, _ENCODER.encode(kept).decode()


def _columns(row: Row, outcome: Outcome, group: str, document: str) -> tuple[Any, ...]:
    reasons = sorted({f"{mark.stage}:{mark.reason}" for mark in outcome.marks})
    marks = msgspec.json.encode(outcome.marks).decode()
    return (*row.key, outcome.state, group, ",".join(reasons), document, marks, row.fingerprint)


def _save(cursor: Cursor, rows: list[tuple[Any, ...]], version: str) -> None:
    cursor.execute(
        "INSERT INTO telemetry_clean_interaction (project_id, uid, state, group_id, reasons, document, marks,"
        "  fingerprint, stages_version)"
        " SELECT project_id, uid, state, group_id, string_to_array(reasons, ','), document, marks::jsonb,"
        "  fingerprint, %s FROM unnest(%b::int[], %b::uuid[], %b::text[], %b::text[], %b::text[], %b::text[],"
        "  %b::text[], %b::bytea[])"
        "  AS t (project_id, uid, state, group_id, reasons, document, marks, fingerprint)"
        " ON CONFLICT (project_id, uid) DO UPDATE SET state = excluded.state, group_id = excluded.group_id,"
        "  reasons = excluded.reasons, document = excluded.document, marks = excluded.marks,"
        "  stages_version = excluded.stages_version, fingerprint = excluded.fingerprint",
        [version, *(list(column) for column in zip(*rows, strict=True))],
    )


def _queue_groups(cursor: Cursor, project_id: int, groups: list[str]) -> None:
    cursor.execute(
        "INSERT INTO telemetry_stale_group (project_id, group_id) SELECT %s, unnest(%s::text[])",
        [project_id, groups],
    )


def _queue_rivals(cursor: Cursor, project_id: int, rows: list[Row]) -> None:
    """Queues whoever a verdict may turn for: who comes next after one that came to a fingerprint, and the first one
    of a fingerprint that was left.

    Next after every new one, not only after the smallest: where two came since the third was judged, the smallest's
    next is the other new one. Whoever was first so far comes right after one of them.
    """
    moved = [row for row in rows if row.fingerprint != row.old_fingerprint]
    came = [(row.fingerprint, row.key.uid) for row in moved if row.fingerprint]
    lower = uuid.UUID(int=0)
    candidates = came + [(row.old_fingerprint, lower) for row in moved if row.old_fingerprint]
    cursor.execute(
        "INSERT INTO telemetry_stale_interaction (project_id, uid) SELECT %s, rival.uid"
        " FROM unnest(%s::bytea[], %s::uuid[]) AS t (fingerprint, uid) CROSS JOIN LATERAL ("
        "  SELECT o.uid FROM telemetry_interaction o"
        "  WHERE o.project_id = %s AND o.fingerprint = t.fingerprint AND o.uid > t.uid"
        "  ORDER BY o.uid LIMIT 1) AS rival"
        " WHERE rival.uid <> ALL(%s::uuid[])",  # these have just been judged
        [
            project_id,
            [entry[0] for entry in candidates],
            [entry[1] for entry in candidates],
            project_id,
            [row.key.uid for row in rows],
        ],
    )
