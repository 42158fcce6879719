"""Rows in the event store that came at a chosen time."""

import uuid
from datetime import datetime

from django.db import connection

_INSERT = """
INSERT INTO telemetry_event
    (project_id, event_id, batch_id, interaction, type, occurred_at, received_at, payload)
VALUES (1, %s, %s, %s, 'candidate.shown', now(), %s, '{}')
"""


def store_event(received_at: datetime) -> uuid.UUID:
    event_id = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [event_id, uuid.uuid4(), uuid.uuid4(), received_at])
    return event_id


def places() -> dict[uuid.UUID, str]:
    """The partition each event of the store lies in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT event_id, tableoid::regclass::text FROM telemetry_event")
        return dict(cursor.fetchall())
