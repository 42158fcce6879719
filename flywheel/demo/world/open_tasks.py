"""The prompts that can still be met again: by other people, by the same ones, by those who flood."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from flywheel.demo.world.parameters import World
from flywheel.demo.world.people import Developer, Role
from flywheel.demo.world.planting import Problem
from flywheel.demo.world.plants import Plant
from flywheel.demo.world.scribe import Truth, comparable
from flywheel.demo.world.tasks import Task, new_task, task_of

OPEN_TASKS = 150  # bounds the memory, and how far apart meetings lie


@dataclass
class OpenTask:
    task: Task
    interactions: list[str] = field(default_factory=list)
    qualities: list[float] = field(default_factory=list)  # of what was on somebody's screen

    def add(self, interaction: str, qualities: Sequence[float]) -> None:
        self.interactions.append(interaction)
        self.qualities.extend(qualities)

    def truth(self) -> Truth:
        return {
            "what": "group",
            "task": self.task.task_id,
            "interactions": self.interactions,
            "comparable": comparable(self.qualities),
        }


class OpenTasks:
    def __init__(self, world: World, rng: random.Random, problems: list[Problem]) -> None:
        self._world, self._rng, self._problems = world, rng, problems
        self._open: list[OpenTask] = []
        self._flooded: dict[str, OpenTask] = {}
        self._floods: Counter[str] = Counter()

    def meet(self, surface: str, person: Developer, plants: Sequence[Plant]) -> OpenTask:
        """A task somebody had lately, or a new one; one with something hidden in its prompt is always new."""
        if person.role is Role.FLOODER:
            return self._flood(surface, person.developer_id)
        if not plants and self._rng.random() < self._world.shared_prompt:
            known = [entry for entry in self._open if entry.task.surface == surface]
            if known:
                return self._rng.choice(known)
        return self._opened(self._new(surface, plants))

    def close_some(self) -> list[Truth]:
        """Bounds how many are open; returns the truth of those that closed."""
        closed = []
        while len(self._open) > OPEN_TASKS:
            closed.append(self._open.pop(self._rng.randrange(OPEN_TASKS // 2)).truth())
        return closed

    def close_all(self) -> list[Truth]:
        closed, self._open = [entry.truth() for entry in self._open], []
        return closed

    def _new(self, surface: str, plants: Sequence[Plant]) -> Task:
        if self._problems and self._rng.random() < self._world.benchmark:
            problem = self._rng.choice(self._problems)
            name = f"solve_{self._rng.randint(1, 999)}"
            names = {problem.function.name: name} if self._rng.random() < self._world.renamed_problems else {}
            return task_of(problem.function, surface, self._rng, plants, names=names, problem=problem.task_id)
        return new_task(surface, self._rng, self._world.other_languages, plants)

    def _opened(self, task: Task) -> OpenTask:
        self._open.append(OpenTask(task))
        return self._open[-1]

    def _flood(self, surface: str, flooder: str) -> OpenTask:
        if self._floods[flooder] % self._world.flood_of_one == 0 or self._flooded[flooder] not in self._open:
            self._flooded[flooder] = self._opened(self._new(surface, ()))
        self._floods[flooder] += 1
        return self._flooded[flooder]
