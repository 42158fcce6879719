"""What counts as the same thing sent again."""

import uuid
from typing import Any

from telemetry.assembly.fingerprint import fingerprint
from telemetry.assembly.interactions import assemble
from telemetry.contracts import interaction_uid
from tests.telemetry.builders import Wire, event, stored, story


def print_of(events: list[Wire]) -> bytes | None:
    return fingerprint(assemble(interaction_uid("any"), [stored(wire) for wire in events]))


def two_candidates(name: str, at_ms: int = 0) -> list[Wire]:
    ids: dict[str, Any] = {"interaction_id": name}
    return [
        *story(name, at_ms),
        event("candidate.generated", at_ms + 200, candidate_id=f"{name}-b", data={"text": "return 2"}, **ids),
        event(
            "candidates.compared",
            at_ms + 900,
            data={
                "chosen": f"{name}-b",
                "rejected": [f"{name}-c0"],
                "positions": {f"{name}-b": 0, f"{name}-c0": 1},
            },
            **ids,
        ),
    ]


def test_fresh_ids_at_another_time_do_not_hide_a_replay() -> None:
    assert print_of(two_candidates("i1")) == print_of(two_candidates("zz", at_ms=86_400_000)) is not None


def test_another_text_or_rhythm_is_no_replay() -> None:
    original = story("i1")
    slower = [
        *original[:3],
        {**original[3], "event_id": str(uuid.uuid4()), "occurred_at": "2026-03-02T09:00:05+00:00"},
    ]
    other_prompt = story("i1", prefix="def two():\n    ", suffix="")
    prints = [
        print_of(original),
        print_of(slower),
        print_of(story("i1", text="return 9")),
        print_of(other_prompt),
    ]
    assert None not in prints
    assert len(set(prints)) == 4


def test_what_nobody_judged_is_no_replay() -> None:
    assert print_of(story()[:3]) is None


def test_what_is_incomplete_has_no_fingerprint() -> None:
    assert print_of(story()[1:]) is None
    assert print_of(story()[:1]) is None
