"""Stored events and batches, written straight into the tables, for tests of what comes after ingest."""

import json
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from telemetry.assembly.events import StoredRow
from telemetry.contracts import interaction_uid
from telemetry.models import Batch

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

Wire = dict[str, Any]


def event(kind: str, at_ms: int = 0, **fields: Any) -> Wire:
    """A stored event `at_ms` milliseconds after START. Ids derive from the content, so equal calls are equal
    events."""
    body: Wire = {
        "type": kind,
        "occurred_at": (START + timedelta(milliseconds=at_ms)).isoformat(),
        "session_id": "s1",
        "developer": "d" * 32,
        "interaction_id": "i1",
        "data": {},
        **fields,
    }
    body.setdefault("event_id", str(uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(body, sort_keys=True))))
    return body


def story(interaction_id: str = "i1", at_ms: int = 0, text: str = "return 1", **prompt: Any) -> list[Wire]:
    """A completion that was shown and accepted."""
    prompt = prompt or {"prefix": "def one():\n    ", "suffix": ""}
    ids = {"interaction_id": interaction_id}
    of_candidate = {**ids, "candidate_id": f"{interaction_id}-c0"}
    started = {"surface": "completion", "language": "python", "file_path": "one.py", "prompt": prompt}
    return [
        event("interaction.started", at_ms, actor="system", data=started, **ids),
        event(
            "candidate.generated",
            at_ms + 200,
            actor="system",
            data={"text": text, "model": "m1"},
            **of_candidate,
        ),
        event("candidate.shown", at_ms + 210, actor="system", data={"position": 0, "of": 1}, **of_candidate),
        event("candidate.accepted", at_ms + 1900, data={"kind": "full"}, **of_candidate),
    ]


def moment(wire: Wire) -> datetime:
    return datetime.fromisoformat(wire["occurred_at"])


def stored(wire: Wire) -> StoredRow:
    """The event as assembly reads it."""
    at = (moment(wire) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    return StoredRow(uuid.UUID(wire["event_id"]), at, json.dumps(wire))


def insert(project_id: int, events: Sequence[Wire]) -> Batch:
    """One new batch with these events, as ingest leaves it."""
    uids = sorted({interaction_uid(wire["interaction_id"]) for wire in events})
    batch = Batch.objects.create(project_id=project_id, accepted=len(events), interactions=uids)
    ids = [(wire["event_id"], batch.pk, interaction_uid(wire["interaction_id"])) for wire in events]
    rows = [
        (project_id, *found, wire["type"], moment(wire), batch.received_at, json.dumps(wire))
        for found, wire in zip(ids, events, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO telemetry_event VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", rows)
    return batch
