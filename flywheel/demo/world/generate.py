"""The stream of a world: working days, people, scenes. The same world, seed, size and end give the same stories."""

import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flywheel.demo.recorder import Event
from flywheel.demo.world.parameters import World
from flywheel.demo.world.people import Developer, team
from flywheel.demo.world.scenes import SCENES
from flywheel.demo.world.scribe import Scribe, Truth, comparable
from flywheel.demo.world.tasks import SURFACES, Task, new_task
from flywheel.demo.world.turn import Turn

UNTIL = datetime(2026, 1, 30, 18, tzinfo=UTC)  # where nothing else is asked for
OPEN_TASKS = 150  # prompts that can still be met again: bounds the memory and how far apart such meetings lie
SATURDAY = 5


@dataclass(frozen=True)
class Story:
    """What belongs together: the events of one turn in order, and what is true of them."""

    events: list[Event] = field(default_factory=list)
    truths: list[Truth] = field(default_factory=list)


@dataclass
class _OpenTask:
    task: Task
    interactions: list[str] = field(default_factory=list)
    qualities: list[float] = field(default_factory=list)

    def truth(self) -> Truth:
        return {
            "what": "group",
            "task": self.task.task_id,
            "interactions": self.interactions,
            "comparable": comparable(self.qualities),
        }


class _Stream:
    def __init__(self, world: World, seed: int, interactions: int, until: datetime) -> None:
        self._world, self._rng = world, random.Random(f"{world.name} {seed}")  # world-wide draws
        self._wanted, self._until = interactions, until
        self._made = 0
        self._people = team(world, self._rng)
        self._open: list[_OpenTask] = []
        self._seed = seed

    def stories(self) -> Iterator[Story]:
        parameters = asdict(self._world)
        yield Story(
            [], [{"what": "world", "seed": self._seed, "name": self._world.name, "parameters": parameters}]
            + [_about(person) for person in self._people],
        )  # fmt: skip
        for start, person in self._turns():
            if self._made >= self._wanted:
                break
            yield self._play(start, person)
        yield Story([], [entry.truth() for entry in self._open])

    def _turns(self) -> Iterator[tuple[datetime, Developer]]:
        """Who begins something when, in order of time; the days are those before the end, weekends left out."""
        a_day = self._world.interactions_a_day * len(self._people)
        for day in _working_days(self._until, -(-self._wanted // a_day) + 1):
            turns = [
                (day + timedelta(hours=person.begins + self._rng.random() * person.works), person.developer_id, person)
                for person in self._people
                for _ in range(self._world.interactions_a_day)
            ]
            for start, _, person in sorted(turns, key=lambda turn: turn[:2]):
                if start < self._until - timedelta(minutes=30):
                    yield start, person

    def _play(self, start: datetime, person: Developer) -> Story:
        names, weights = zip(*[scene for scene in self._world.scenes if scene[0] in SCENES], strict=True)
        name = self._rng.choices(names, weights)[0]
        entry = self._task(SURFACES.get(name, "completion"))
        turn = Turn(
            self._world, self._rng, person, entry.task,
            lambda task: Scribe(self._rng, turn.records[-1].now + timedelta(seconds=2) if turn.records else start,
                                person.developer_id, task),
            lambda code, rng: code,
        )  # fmt: skip
        SCENES[name](turn)
        self._made += len(turn.records)
        story = Story()
        for record in turn.records:
            story.events.extend(record.events)
            story.truths.extend(record.truths)
            entry.interactions.append(record.interaction_id)
            entry.qualities.extend(truth["quality"] for truth in record.truths if truth["what"] == "text")
        if len(self._open) > OPEN_TASKS:
            story.truths.append(self._open.pop(self._rng.randrange(OPEN_TASKS // 2)).truth())
        return story

    def _task(self, surface: str) -> _OpenTask:
        if self._rng.random() < self._world.shared_prompt:
            known = [entry for entry in self._open if entry.task.surface == surface]
            if known:
                return self._rng.choice(known)
        entry = _OpenTask(new_task(surface, self._rng, self._world.other_languages))
        self._open.append(entry)
        return entry


def _working_days(until: datetime, count: int) -> list[datetime]:
    """Midnights of the last `count` working days up to then."""
    day = until.replace(hour=0, minute=0, second=0, microsecond=0)
    days: list[datetime] = []
    while len(days) < count:
        if day.weekday() < SATURDAY:
            days.append(day)
        day -= timedelta(days=1)
    return days[::-1]


def _about(person: Developer) -> Truth:
    return {"what": "developer", "developer_id": person.developer_id, "role": person.role, "skill": person.skill}


def generate(
    world: World, seed: int, interactions: int, benchmark: Path | None = None, *, until: datetime = UNTIL
) -> Iterator[Story]:
    """Stories in order of their start, none after `until`; at least so many interactions in all, in constant memory.

    `benchmark` is a file of problems in HumanEval's fields; without one, functions set apart serve as problems.
    """
    return _Stream(world, seed, interactions, until).stories()
