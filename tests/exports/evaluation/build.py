"""Truths and rows for tests, said in few words. Interactions are named by words, in truths and in rows alike."""

from typing import Any

from exports.evaluation.rows import CleanState, Row
from exports.evaluation.truth import Developer, LookAlike, Planted, Task, Text, Truth, uid_of


def truth(
    qualities: dict[str, float] | None = None,
    *,
    comparable: tuple[tuple[str, ...], ...] = (),
    planted: tuple[Planted, ...] = (),
    roles: dict[str, str] | None = None,
    lengths: dict[str, int] | None = None,
    look_alikes: tuple[str, str] | None = None,
) -> Truth:
    """`qualities` and `lengths` by event; `look_alikes`: value and interaction of one."""
    texts = [
        Text(
            event_id=name, interaction_id="", quality=quality, works=quality > 0.5, length=(lengths or {}).get(name, 9)
        )
        for name, quality in (qualities or {}).items()
    ]
    tasks = [Task(task=one[0], interactions=one, comparable=True) for one in comparable]
    people = [Developer(developer_id=name, role=role) for name, role in (roles or {}).items()]
    same = [LookAlike(value=look_alikes[0], interaction_id=look_alikes[1])] if look_alikes else []
    return Truth([*texts, *tasks, *planted, *people, *same])


def pair(better: str, worse: str, *interactions: str, **values: Any) -> Row:
    return Row(
        **{
            "record_id": f"{better}>{worse}",
            "kind": "pair",
            "rule": "r",
            "tier": "high",
            "confidence": 0.9,
            "chosen_event": better,
            "rejected_event": worse,
            "interactions": tuple(uid_of(name) for name in interactions),
            **values,
        }
    )


def state(interaction: str, state: str = "kept", *reasons: str) -> CleanState:
    return CleanState(uid_of(interaction), state, reasons)
