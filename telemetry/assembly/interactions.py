"""Events → one interaction. Any permutation and any batching of the same events gives the same value."""

import uuid
from collections.abc import Sequence
from typing import Any

from telemetry.assembly import fields
from telemetry.assembly.candidates import assemble_candidates, to_signal
from telemetry.assembly.events import StoredEvent, StoredRow, decode
from telemetry.assembly.licenses import spdx
from telemetry.assembly.prompts import prompt_digest, read_prompt
from telemetry.contracts import Interaction, interaction_uid

STARTED = "interaction.started"
CONSENT = "consent.changed"  # acted on at the door; says nothing about code
MAX_EVENTS = 5_000
MAX_BYTES = 32 * 1024 * 1024


def assemble(uid: uuid.UUID, rows: Sequence[StoredRow]) -> Interaction:
    """The interaction made of all its stored events.

    Of several starts the first in order that brought a prompt wins (of two sources that tell of one turn, one may
    withhold it), and of several generations of one candidate the first; the others are listed in `superseded`.
    """
    events, unreadable = decode(rows)
    starts = [event for event in events if event.type == STARTED]
    starts.sort(key=lambda event: not event.data.get("prompt"))
    others = [event for event in events if event.type not in (STARTED, CONSENT)]
    candidates, superseded = assemble_candidates([event for event in others if event.candidate_id])
    start = starts[0] if starts else None
    return Interaction(
        uid=uid.hex,
        interaction_id=_own_id(uid, events) or _first(events, start, "interaction_id"),
        session_id=_first(events, start, "session_id"),
        developer=_first(events, start, "developer"),
        started_event_id=start.event_id if start else "",
        started_at=start.at if start else None,
        first_at=events[0].at if events else 0,
        last_at=events[-1].at if events else 0,
        event_count=len(rows),
        superseded=tuple(event.event_id for event in starts[1:]) + tuple(superseded),
        unreadable=unreadable,
        candidates=candidates,
        signals=tuple(to_signal(event) for event in others if not event.candidate_id),
        **_circumstances(start.data if start else {}),
    )


def oversized(uid: uuid.UUID, event_count: int) -> Interaction:
    """Stands for an interaction beyond MAX_EVENTS or MAX_BYTES: reading it would cost unbounded memory."""
    return Interaction(uid=uid.hex, interaction_id="", event_count=event_count, oversized=True)


def merged(uid: uuid.UUID, into: uuid.UUID) -> Interaction:
    """Stands for an interaction whose events count as another one's."""
    return Interaction(uid=uid.hex, interaction_id="", merged_into=into.hex)


def _own_id(uid: uuid.UUID, events: list[StoredEvent]) -> str:
    """Where the events name several interactions that were joined, the one that holds them."""
    named = {event.interaction_id for event in events if event.interaction_id}
    return next((name for name in named if len(named) > 1 and interaction_uid(name) == uid), "")


def _circumstances(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "surface": fields.text(data, "surface"),
        "language": fields.text(data, "language"),
        "file_path": fields.text(data, "file_path"),
        "repository": fields.text(data, "repository"),
        "commit": fields.text(data, "commit"),
        "license": spdx(fields.text(data, "license")),
        "prompt": read_prompt(data),
        "prompt_digest": prompt_digest(data),
    }


def _first(events: list[StoredEvent], start: StoredEvent | None, name: str) -> str:
    """The start's value where it has one, else that of the earliest event that does."""
    for event in ([start] if start else []) + events:
        value = getattr(event, name)
        if value:
            return str(value)
    return ""
