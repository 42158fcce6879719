"""Reading and writing developers' consent levels, by pseudonym."""

from datetime import UTC, datetime, timedelta

from flywheel.database import Cursor
from flywheel.projects.models import ConsentLevel
from telemetry.ingest.consent.ledger import Decision
from telemetry.ingest.wire.check import microseconds

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_READ = """
SELECT developer, level, decided_at FROM telemetry_developerconsent
WHERE project_id = %s AND developer = ANY(%s)
"""
# The same precedence as ledger.supersedes: the later decision holds, at the same moment the stricter.
_WRITE = """
INSERT INTO telemetry_developerconsent AS old (project_id, developer, level, decided_at)
VALUES (%s, %s, %s, %s)
ON CONFLICT (project_id, developer) DO UPDATE SET level = excluded.level, decided_at = excluded.decided_at
WHERE (excluded.decided_at, array_position('{full,signals,none}', excluded.level::text))
    > (old.decided_at, array_position('{full,signals,none}', old.level::text))
"""


def read_levels(cursor: Cursor, project_id: int, developers: list[str]) -> dict[str, Decision]:
    cursor.execute(_READ, [project_id, developers])
    return {name: Decision(ConsentLevel(level), microseconds(decided_at)) for name, level, decided_at in cursor}


def write_level(cursor: Cursor, project_id: int, developer: str, decision: Decision) -> None:
    decided_at = _EPOCH + timedelta(microseconds=decision.decided_us)
    cursor.execute(_WRITE, [project_id, developer, decision.level.value, decided_at])
