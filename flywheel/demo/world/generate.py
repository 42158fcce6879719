"""The stream of a world: who does what when, and what is true of it. The same arguments give the same stories."""

import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from flywheel.demo.recorder import Event
from flywheel.demo.world import copies, crowd, planting, poisoning
from flywheel.demo.world.open_tasks import OpenTask, OpenTasks
from flywheel.demo.world.parameters import World
from flywheel.demo.world.people import Developer, Role, team
from flywheel.demo.world.problems import functions_of
from flywheel.demo.world.scenes import SCENES, Scene, surface_of
from flywheel.demo.world.schedule import Start, starts
from flywheel.demo.world.scribe import Scribe, Truth
from flywheel.demo.world.source import fingerprint
from flywheel.demo.world.tasks import Task
from flywheel.demo.world.turn import Turn

UNTIL = datetime(2026, 1, 31, tzinfo=UTC)  # where nothing else is asked for
NEXT_AFTER = timedelta(seconds=2)  # between one interaction and the next of one turn
MOST_REPLAYS = 3
NEAR_DUPLICATES = (5, 20)  # in one flood


@dataclass(frozen=True)
class Story:
    """What belongs together: the events of one turn in order, and what is true of them."""

    events: list[Event] = field(default_factory=list)
    truths: list[Truth] = field(default_factory=list)


def generate(
    world: World, seed: int, interactions: int, benchmark: Path | None = None, *, until: datetime = UNTIL
) -> Iterator[Story]:
    """Stories in order of their start, nothing after `until`; about so many interactions, in constant memory.

    `benchmark` is a file of problems in HumanEval's fields; without one, functions set apart serve as problems.
    Raises OSError or ValueError where it cannot be read.
    """
    return _Stream(world, seed, functions_of(benchmark)).stories(interactions, until)


class _Stream:
    def __init__(self, world: World, seed: int, problems: list[planting.Problem]) -> None:
        self._world, self._seed = world, seed
        self._rng = random.Random(f"{world.name} {seed}")
        self._people = team(world, self._rng)
        self._tasks = OpenTasks(world, self._rng, problems)
        self._names, self._weights = zip(*world.scenes, strict=True)

    def stories(self, interactions: int, until: datetime) -> Iterator[Story]:
        yield Story([], [self._about_world(), *(_about(person) for person in self._people)])
        made = 0
        for start in starts(self._people, self._world, interactions, until, self._rng):
            if made >= interactions:
                break
            story = self._play(start)
            made += sum(event["type"] == "interaction.started" for event in story.events)
            yield story
        yield Story([], self._tasks.close_all())

    def _play(self, start: Start) -> Story:
        person = start.person
        surface, scene = self._scene(start)
        plants = planting.draw(self._world, self._rng) if person.role is Role.HONEST else {}
        entry = self._tasks.meet(surface, person, plants.pop("prompt", ()))
        turn = Turn(self._world, self._rng, person, entry.task, partial(self._open, start, person), plants)
        scene(turn)
        return self._told(turn, entry)

    def _open(self, start: Start, person: Developer, task: Task, before: list[Scribe]) -> Scribe:
        at = before[-1].now + NEXT_AFTER if before else start.at
        return Scribe(self._rng, at, person.developer_id, task)

    def _scene(self, start: Start) -> tuple[str, Scene]:
        role = start.person.role
        if role is Role.BOT:
            return "completion", partial(crowd.bot, number=start.person.number, count=start.number)
        if role is Role.FLOODER:
            return "completion", crowd.flooder
        if role is Role.AGENT:
            return "agent", crowd.service
        if role is Role.POISONER and self._rng.random() < self._world.poison_share:
            return "completion", poisoning.vote
        name = self._rng.choices(self._names, self._weights)[0]
        return surface_of(name, self._world, self._rng), SCENES[name]

    def _told(self, turn: Turn, entry: OpenTask) -> Story:
        story = Story()
        for record in turn.records:
            truths = [*record.truths, *planting.found(record, turn)]
            entry.add(record.interaction_id, record.on_screen if turn.person.is_person else [])
            story.events.extend(record.events)
            story.truths.extend(truths)
            self._copy(story, entry, record.events, truths)
        story.truths.extend(self._tasks.close_some())
        return story

    def _copy(self, story: Story, entry: OpenTask, events: list[Event], truths: list[Truth]) -> None:
        """Now and then all of it again. The shares count copies, so one flood stands for many of them."""
        mean = sum(NEAR_DUPLICATES) / 2
        roll = self._rng.random()
        kind, count = "", 0
        if roll < self._world.replayed / ((1 + MOST_REPLAYS) / 2):
            kind, count = "duplicate", self._rng.randint(1, MOST_REPLAYS)
        elif roll > 1 - self._world.near_duplicated / mean:
            kind, count = "near_duplicate", self._rng.randint(*NEAR_DUPLICATES)
        for number in range(count):
            again, true = copies.copy(events, truths, kind, number, self._rng)
            story.events.extend(again)
            story.truths.extend(true)
            if kind == "duplicate":
                entry.add(again[0]["interaction_id"], [])

    def _about_world(self) -> Truth:
        return {
            "what": "world",
            "seed": self._seed,
            "name": self._world.name,
            "parameters": asdict(self._world),
            "corpus": fingerprint(),
        }


def _about(person: Developer) -> Truth:
    return {"what": "developer", "developer_id": person.developer_id, "role": person.role, "skill": person.skill}
