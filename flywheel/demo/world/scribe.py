"""Writes down what happens, and beside it what is true of every text: the second never goes into an event."""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flywheel.demo.recorder import Event, Recorder
from flywheel.demo.world.code import Code
from flywheel.demo.world.parameters import Model
from flywheel.demo.world.tasks import Task

Truth = dict[str, Any]


class Scribe(Recorder):
    """One interaction's recorder. `interaction_id` names it in the truths."""

    def __init__(self, rng: random.Random, start: datetime, developer: str, task: Task) -> None:
        super().__init__(rng, start, developer)
        self.truths: list[Truth] = []
        self.task = task
        self.on_screen: list[float] = []  # qualities of the texts that a person saw or wrote
        self.interaction_id: str = self._common["interaction_id"]
        self.developer_id = developer
        self.add("interaction.started", actor="system", **task.started)

    @property
    def now(self) -> datetime:
        return self._now

    def be_at(self, moment: datetime) -> None:
        """Lets time pass up to then; the clock never goes back."""
        self._now = max(self._now, moment)

    def after(self, since: datetime, seconds: float) -> None:
        self.be_at(since + timedelta(seconds=seconds))

    def add_text(self, code: Code, kind: str, candidate: str, /, *, actor: str = "human", **data: Any) -> None:
        """An event that brings a text, with its truth."""
        self.add(kind, candidate, actor=actor, **data)
        self.tell(code, self.events[-1], candidate)
        if actor == "human":
            self.on_screen.append(code.quality)

    def tell(self, code: Code, event: Event, candidate: str | None) -> None:
        self.truths.append(
            {
                "what": "text",
                "event_id": event["event_id"],
                "interaction_id": self.interaction_id,
                "candidate_id": candidate,
                "developer_id": self.developer_id,
                "task": self.task.task_id,
                "quality": code.quality,
                "works": code.works,
                "length": len(code.text),
            }
        )

    def offer(
        self, code: Code, model: Model, *, position: int = 0, of: int = 1, randomized: bool = False, text: str = ""
    ) -> str:
        """A candidate is made and shown; returns its id. `text` where it is more than the code."""
        candidate = self.generate_unseen(code, model, finish_reason="length" if code.truncated else "stop", text=text)
        self.add("candidate.shown", candidate, actor="system", position=position, of=of, randomized=randomized)
        self.on_screen.append(code.quality)
        return candidate

    def generate_unseen(self, code: Code, model: Model, *, finish_reason: str, text: str = "") -> str:
        """A candidate is made and not shown yet; returns its id."""
        self._candidates += 1
        candidate = f"c{self._candidates}"
        latency = round(self._rng.lognormvariate(5.6, 0.4))
        self.wait(latency / 1000)
        self.add_text(
            code,
            "candidate.generated",
            candidate,
            actor="system",
            text=text or code.text,
            model=model.name,
            checkpoint=model.checkpoint,
            params={"temperature": 0.8},
            latency_ms=latency,
            finish_reason=finish_reason,
        )
        return candidate

    def planted(self, kind: str, *, value: str | None = None, of: str | None = None) -> None:
        self.truths.append(planted(kind, self.interaction_id, self.developer_id, value=value, of=of))


def planted(
    kind: str, interaction: str | None, developer: str | None, *, value: str | None = None, of: str | None = None
) -> Truth:
    return {
        "what": "planted",
        "kind": kind,
        "interaction_id": interaction,
        "developer_id": developer,
        "value": value,
        "of": of,
    }


def comparable(qualities: Iterable[float], least: float = 0.1) -> bool:
    """Whether two of the texts differ by at least so much in quality."""
    known = list(qualities)
    return bool(known) and max(known) - min(known) >= least
