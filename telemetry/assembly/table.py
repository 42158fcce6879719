"""The SQL of assembly: few statements over whole sets of interactions."""

import uuid

import msgspec

from flywheel.database import raw_cursor
from telemetry.assembly.activity import bucket_of
from telemetry.assembly.events import StoredRow
from telemetry.assembly.fingerprint import fingerprint
from telemetry.assembly.interactions import MAX_EVENTS
from telemetry.assembly.keys import Key, Known, Size
from telemetry.assembly.outcomes import outcomes
from telemetry.assembly.sources import to_moment
from telemetry.contracts import Interaction

# An interaction's own uid and those of its aliases.
_SOURCES = """ARRAY(
    SELECT t.uid UNION ALL
    SELECT a.uid FROM telemetry_interaction_alias a WHERE a.project_id = t.project_id AND a.into = t.uid
)"""
_SIZES = f"""
SELECT t.project_id, t.uid, found.events, found.bytes
FROM unnest(%s::int[], %s::uuid[]) AS t (project_id, uid) CROSS JOIN LATERAL (
    SELECT count(*), coalesce(sum(octet_length(payload)), 0)::bigint FROM (
        SELECT payload::text AS payload FROM telemetry_event e
        WHERE e.interaction = ANY({_SOURCES}) AND e.project_id = t.project_id LIMIT %s
    ) AS counted
) AS found (events, bytes) ORDER BY 1, 2
"""  # noqa: S608 - made of constants
_READ = f"""
SELECT t.project_id, t.uid, e.event_id, floor(extract(epoch FROM e.occurred_at) * 1000)::bigint, e.payload::text
FROM unnest(%s::int[], %s::uuid[]) AS t (project_id, uid)
CROSS JOIN LATERAL unnest({_SOURCES}) AS source (uid)
JOIN telemetry_event e ON e.interaction = source.uid AND e.project_id = t.project_id
"""  # noqa: S608 - made of constants
_ENCODER = msgspec.json.Encoder(order="deterministic")


def lock(touched: list[Key]) -> dict[Key, Known]:
    """Makes missing rows and locks them all, in one pass in key order."""
    with raw_cursor() as cursor:
        cursor.execute(
            "INSERT INTO telemetry_interaction AS known"
            " (project_id, uid, interaction_id, developer, session_id, event_count, document)"
            " SELECT project_id, uid, '', '', '', 0, ''"
            " FROM unnest(%s::int[], %s::uuid[]) AS t (project_id, uid) ORDER BY project_id, uid"
            " ON CONFLICT (project_id, uid) DO UPDATE SET event_count = known.event_count"
            " RETURNING project_id, uid, event_count, developer, first_at",
            _columns(touched),
        )
        return {
            Key(project_id, uid): Known(count, bucket_of(project_id, developer, first_at))
            for project_id, uid, count, developer, first_at in cursor.fetchall()
        }


def aliases(touched: list[Key]) -> dict[Key, Key]:
    """Which interactions count as another one (the value): among these, and all that count as the same as one of
    these."""
    with raw_cursor() as cursor:
        cursor.execute(
            "WITH t AS (SELECT * FROM unnest(%s::int[], %s::uuid[]) AS t (project_id, uid)), whole AS ("
            "  SELECT project_id, uid FROM t UNION"
            "  SELECT project_id, a.into FROM t JOIN telemetry_interaction_alias a USING (project_id, uid))"
            " SELECT project_id, a.uid, a.into FROM whole JOIN telemetry_interaction_alias a USING (project_id)"
            " WHERE a.into = whole.uid",
            _columns(touched),
        )
        return {Key(project_id, uid): Key(project_id, into) for project_id, uid, into in cursor.fetchall()}


def sizes(touched: list[Key]) -> list[tuple[Key, Size]]:
    """Events and bytes of each interaction, counting no further than one event past MAX_EVENTS."""
    if not touched:
        return []
    with raw_cursor() as cursor:
        cursor.execute(_SIZES, [*_columns(touched), MAX_EVENTS + 1])
        return [(Key(row[0], row[1]), Size(row[2], row[3])) for row in cursor.fetchall()]


def read(keys: list[Key]) -> dict[Key, list[StoredRow]]:
    found: dict[Key, list[StoredRow]] = {}
    with raw_cursor() as cursor:
        cursor.execute(_READ, _columns(keys))
        for project_id, uid, event_id, at, payload in cursor.fetchall():
            found.setdefault(Key(project_id, uid), []).append(StoredRow(event_id, at, payload))
    return found


def save(assembled: list[tuple[Key, Interaction]]) -> None:
    """Writes the documents and queues the interactions for cleaning."""
    columns = zip(*(_row(key, interaction) for key, interaction in assembled), strict=True)
    with raw_cursor() as cursor:
        cursor.execute(
            "WITH fresh AS (SELECT * FROM unnest(%b::int[], %b::uuid[], %b::text[], %b::text[], %b::text[],"
            "  %b::bytea[], %b::timestamptz[], %b::timestamptz[], %b::int[], %b::text[],"
            "  %b::int[], %b::int[], %b::int[], %b::int[])"
            "  AS t (project_id, uid, interaction_id, developer, session_id, fingerprint, first_at,"
            "   last_at, event_count, document, shown, accepted, dismissed, reaction_ms)),"
            " saved AS (UPDATE telemetry_interaction i SET interaction_id = fresh.interaction_id,"
            "  developer = fresh.developer, session_id = fresh.session_id, fingerprint = fresh.fingerprint,"
            "  first_at = fresh.first_at, last_at = fresh.last_at, event_count = fresh.event_count,"
            "  document = fresh.document, shown = fresh.shown, accepted = fresh.accepted,"
            "  dismissed = fresh.dismissed, reaction_ms = fresh.reaction_ms"
            "  FROM fresh WHERE i.project_id = fresh.project_id AND i.uid = fresh.uid)"
            # In the order they happened: what answers one prompt is cleaned together, and its records derived once.
            " INSERT INTO telemetry_stale_interaction (project_id, uid) SELECT project_id, uid FROM fresh"
            " ORDER BY first_at, uid",
            [list(column) for column in columns] or [[]] * 14,
        )


def _row(key: Key, interaction: Interaction) -> tuple[object, ...]:
    dated = interaction.event_count > 0 and not interaction.oversized
    return (
        key.project_id,
        key.uid,
        _column(interaction.interaction_id, 200),
        _column(interaction.developer, 32),
        _column(interaction.session_id, 200),
        fingerprint(interaction),
        to_moment(interaction.first_at) if dated else None,
        to_moment(interaction.last_at) if dated else None,
        interaction.event_count,
        _ENCODER.encode(interaction).decode(),
        *outcomes(interaction),
    )


def _column(text: str, length: int) -> str:
    """PostgreSQL's text cannot hold NUL; the document, being JSON, can."""
    return text.replace("\0", "")[:length]


def _columns(keys: list[Key]) -> tuple[list[int], list[uuid.UUID]]:
    return [key.project_id for key in keys], [key.uid for key in keys]
