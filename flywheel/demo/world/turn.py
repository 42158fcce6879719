"""What every scene needs: who works on what in which world, and how candidates come about."""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from flywheel.demo.world.code import Code, inserted, sites
from flywheel.demo.world.edits import Edit, Kind
from flywheel.demo.world.parameters import Model, World
from flywheel.demo.world.people import Developer, choose
from flywheel.demo.world.plants import Plant
from flywheel.demo.world.poison import insecure
from flywheel.demo.world.scribe import Scribe
from flywheel.demo.world.tasks import Task


class Offer(NamedTuple):
    """A candidate as its developer meets it."""

    candidate: str
    code: Code


@dataclass
class Turn:
    """One developer at one task. `begin` opens an interaction; `records` are those opened so far.

    `plants` are hidden, each in its place: candidate, edit, output, feedback or tool. `broken_suite`: the tests fail
    whatever is put in.
    """

    world: World
    rng: random.Random
    person: Developer
    task: Task
    open_record: Callable[[Task, list[Scribe]], Scribe]
    plants: dict[str, Plant] = field(default_factory=dict)
    records: list[Scribe] = field(default_factory=list)
    broken_suite: bool = field(init=False)

    def __post_init__(self) -> None:
        self.broken_suite = self.chance(self.world.broken_suite)

    def begin(self) -> Scribe:
        self.records.append(self.open_record(self.task, self.records))
        return self.records[-1]

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def choose(self, utilities: Sequence[float]) -> int:
        return choose(utilities, self.world.decisiveness, self.rng)

    def sees(self, code: Code, looks: float = 1.0) -> float:
        return self.person.sees(code, self.rng, self.world, looks)

    def candidate(self, model: Model | None = None) -> tuple[Code, Model]:
        """What a model answers, and which."""
        model = model or self.rng.choice(self.world.models)
        code = damaged(self.task.original, poisson(model.faults, self.rng), self.rng)
        improvements = sites(self.task.function).improvements
        if improvements and self.chance(model.improved):
            code = code.plus(self.rng.choice(improvements))
        code = restyled(code, poisson(model.restyled, self.rng), self.rng)
        if self.chance(self.world.insecure_models):
            code = insecure(code, self.rng)
        return self.hide(code, "candidate"), model

    def offer(self, record: Scribe, *, position: int = 0, of: int = 1) -> Offer:
        code, model = self.candidate()
        return Offer(record.offer(code, model, position=position, of=of), code)

    def hide(self, code: Code, place: str) -> Code:
        """The code with what is to be hidden in that place, if anything is."""
        plant = self.plants.get(place)
        return inserted(code, plant.line, "planted", Kind.NEUTRAL) if plant else code

    def hidden_line(self, place: str) -> str:
        plant = self.plants.get(place)
        return f"\n{plant.line}" if plant else ""


def damaged(code: Code, count: int, rng: random.Random) -> Code:
    for _ in range(count):
        fault: Edit | None = sites(code.function).fault(rng)
        code = code.plus(fault) if fault else code
    return code


def restyled(code: Code, count: int, rng: random.Random) -> Code:
    neutral = sites(code.function).neutral
    for edit in rng.choices(neutral, k=count) if neutral else ():
        code = code.plus(edit)
    return code


def poisson(mean: float, rng: random.Random) -> int:
    """Knuth's method: the means here are small."""
    left, count = math.exp(-mean), 0
    product = rng.random()
    while product > left:
        product *= rng.random()
        count += 1
    return count
