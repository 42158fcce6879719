"""The row of a batch: its receipt, and the work order for assembly."""

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from telemetry.store.session import Cursor

INSERT: Final = """
INSERT INTO telemetry_batch (id, project_id, api_key_id, source, client_name, client_version, received_at,
skew_ms,
    accepted, duplicates, rejected, refused, errors, interactions, state)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s::uuid[], %s)
"""


class BatchValues(NamedTuple):
    """In the order of the columns of INSERT."""

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
    interactions: str  # a PostgreSQL array of uuid
    state: str


def insert_batch(cursor: Cursor, batch: BatchValues) -> None:
    cursor.execute(INSERT, batch)
