"""An endless, repeatable stream of interactions: the same seed and times give the same events."""

import random
from collections.abc import Iterator
from datetime import datetime

from flywheel.demo.completions import TASKS, WORDS, Task
from flywheel.demo.recorder import Event, Recorder
from flywheel.demo.scenes import SCENES

DEVELOPERS = ("ada", "barbara", "edsger", "frances", "grace", "ken", "margaret", "niklaus", "radia", "tony")


class Team:
    """Simulated developers. `interaction(start)` plays one scene of a randomly chosen one."""

    def __init__(self, seed: str) -> None:
        self._rng = random.Random(seed)

    def interaction(self, start: datetime) -> list[Event]:
        scene = self._rng.choices([scene for scene, _ in SCENES], [weight for _, weight in SCENES])[0]
        record = Recorder(self._rng, start, self._rng.choice(DEVELOPERS))
        scene(record, self._rng, self._task())
        return record.events

    def interactions(self, starts: Iterator[datetime]) -> Iterator[list[Event]]:
        return (self.interaction(start) for start in starts)

    def _task(self) -> Task:
        words = {name: self._rng.choice(choices) for name, choices in WORDS.items()}
        return self._rng.choice(TASKS).fill({**words, "limit": str(self._rng.randint(2, 99))})
