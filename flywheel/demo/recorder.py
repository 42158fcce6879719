"""Writes down what happens in one simulated interaction, as events of the public wire contract."""

import random
import uuid
from datetime import datetime, timedelta
from typing import Any

Event = dict[str, Any]


class Recorder:
    """A clock that only moves when told, and the events it has stamped. All randomness comes from `rng`."""

    def __init__(self, rng: random.Random, start: datetime, developer: str) -> None:
        self.events: list[Event] = []
        self._rng = rng
        self._now = start
        self._candidates = 0
        self._common = {
            "session_id": f"{developer}-{start:%Y%m%d%H}",
            "developer_id": developer,
            "interaction_id": f"i-{self._id()}",
        }

    def wait(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)

    def add(self, kind: str, candidate: str | None = None, /, *, actor: str = "human", **data: Any) -> None:
        event = {
            "event_id": self._id(),
            "type": kind,
            "occurred_at": self._now.isoformat(timespec="milliseconds"),
            "actor": actor,
            **self._common,
            "data": data,
        }
        self.events.append(event | {"candidate_id": candidate} if candidate else event)
        self.wait(0.001)  # events of one instant keep their order

    def generate(self, text: str, model: str, *, position: int = 0, of: int = 1) -> str:
        """A candidate is made and shown; returns its id."""
        self._candidates += 1
        candidate = f"c{self._candidates}"
        latency = round(self._rng.lognormvariate(5.6, 0.4))
        self.wait(latency / 1000)
        self.add(
            "candidate.generated",
            candidate,
            actor="system",
            text=text,
            model=model,
            params={"temperature": 0.2},
            latency_ms=latency,
            finish_reason="stop",
        )
        self.add("candidate.shown", candidate, actor="system", position=position, of=of, randomized=of > 1)
        return candidate

    def accept(self, candidate: str) -> None:
        self.wait(self._rng.uniform(1.0, 5.0))
        self.add("candidate.accepted", candidate, kind="full")

    def retain(self, candidate: str, *fractions: tuple[int, float]) -> None:
        """What was left of the text after each (seconds, fraction)."""
        accepted = self._now
        for after_s, fraction in fractions:
            self._now = accepted + timedelta(seconds=after_s)
            self.add("candidate.retained", candidate, after_s=after_s, fraction=fraction)

    def dismiss(self, candidate: str, reason: str = "explicit") -> None:
        visible = self._rng.uniform(900, 6000)
        self.wait(visible / 1000)
        self.add("candidate.dismissed", candidate, reason=reason, visible_ms=round(visible))

    def _id(self) -> str:
        return str(uuid.UUID(int=self._rng.getrandbits(128), version=4))
