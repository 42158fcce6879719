"""The row of a batch: its receipt, and the work order for assembly."""

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from flywheel.database import Cursor

BATCH_COLUMNS: Final = """
    id, project_id, api_key_id, source, client_name, client_version, received_at, skew_ms,
    accepted, duplicates, rejected, refused, errors, unmapped, dropped, interactions, state
"""
BATCH_VALUES: Final = """
    %s, %s::bigint, %s::bigint, %s, %s, %s, %s, %s::bigint,
    %s::int, %s::int, %s::int, %s::int, %s::jsonb, %s::jsonb, %s::jsonb, %s::uuid[], %s
"""
_INSERT = f"INSERT INTO telemetry_batch ({BATCH_COLUMNS}) VALUES ({BATCH_VALUES})"  # noqa: S608 - made of constants


class BatchValues(NamedTuple):
    """In the order of BATCH_COLUMNS."""

    id: UUID
    project_id: int
    api_key_id: int | None
    source: str
    client_name: str
    client_version: str
    received_at: datetime
    skew_ms: int
    accepted: int
    duplicates: int
    rejected: int
    refused: int
    errors: str  # JSON
    unmapped: str  # JSON
    dropped: str  # JSON
    interactions: str  # a PostgreSQL array of uuid
    state: str


def insert_batch(cursor: Cursor, batch: BatchValues) -> None:
    cursor.execute(_INSERT, batch)
