"""The same again: exact replays under fresh ids, and floods of what differs in a number or a comment."""

import random
import uuid
from datetime import datetime, timedelta
from typing import Any

from flywheel.demo.recorder import Event
from flywheel.demo.world.scribe import Truth, planted

_TEXTS = ("text", "final_text", "accepted_text")


def copy(
    events: list[Event], truths: list[Truth], kind: str, number: int, rng: random.Random
) -> tuple[list[Event], list[Truth]]:
    """One interaction told again, later, under new ids. `kind`: duplicate, or near_duplicate with small changes."""
    ids = {event["event_id"]: _fresh(rng) for event in events}
    interaction = f"i-{_fresh(rng)}"
    later = timedelta(seconds=rng.uniform(1, 4) * (number + 1))
    again = [
        event
        | {
            "event_id": ids[event["event_id"]],
            "interaction_id": interaction,
            "occurred_at": (datetime.fromisoformat(event["occurred_at"]) + later).isoformat(timespec="milliseconds"),
        }
        for event in events
    ]
    if kind == "near_duplicate":
        again = [event | {"data": _changed(event["data"], number)} for event in again]
    return again, [*_same_truths(truths, ids, interaction), _planted(kind, events[0], interaction)]


def _planted(kind: str, first: Event, interaction: str) -> Truth:
    return planted(kind, interaction, first["developer_id"], of=first["interaction_id"])


def _same_truths(truths: list[Truth], ids: dict[str, str], interaction: str) -> list[Truth]:
    return [
        truth
        | {"interaction_id": interaction}
        | ({"event_id": ids[truth["event_id"]]} if truth.get("event_id") in ids else {})
        for truth in truths
        if truth["what"] in {"text", "planted", "lookalike"}
    ]


def _changed(data: dict[str, Any], number: int) -> dict[str, Any]:
    """Another number at the end of the texts and the beginning of the prompt."""
    changed = {name: f"{text.rstrip()}  # {number}\n" if name in _TEXTS else text for name, text in data.items()}
    if "prompt" in data:
        prompt = dict(data["prompt"])
        for name in ("prefix", "context"):
            if name in prompt:
                prompt[name] = f"# Revision {number}\n{prompt[name]}"
        changed["prompt"] = prompt
    return changed


def _fresh(rng: random.Random) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))
