"""What every scene needs: who works on what in which world, and how candidates come about."""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flywheel.demo.world.code import Code, sites
from flywheel.demo.world.edits import Edit
from flywheel.demo.world.parameters import World
from flywheel.demo.world.people import Developer, choose
from flywheel.demo.world.scribe import Scribe
from flywheel.demo.world.tasks import Task

INSECURE_BY_NATURE = 0.008  # share of a model's answers with an insecure habit nobody pushed: models have them


class Offer(NamedTuple):
    """A candidate as its developer meets it."""

    candidate: str
    code: Code


@dataclass
class Turn:
    """One developer at one task. `begin` opens an interaction; `records` are those opened so far."""

    world: World
    rng: random.Random
    person: Developer
    task: Task
    open_record: Callable[[Task], Scribe]
    insecure: Callable[[Code, random.Random], Code]

    def __post_init__(self) -> None:
        self.records: list[Scribe] = []

    def begin(self) -> Scribe:
        self.records.append(self.open_record(self.task))
        return self.records[-1]

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def choose(self, utilities: Sequence[float]) -> int:
        return choose(utilities, self.world.decisiveness, self.rng)

    def sees(self, code: Code, looks: float = 1.0) -> float:
        return self.person.sees(code, self.rng, self.world, looks)

    def candidate(self, model: tuple[str, str, float, float, float] | None = None) -> tuple[Code, tuple[str, str]]:
        """What a model answers, and which."""
        name, checkpoint, faults, improved, neutral = model or self.rng.choice(self.world.models)
        code = damaged(Code(self.task.function), poisson(faults, self.rng), self.rng)
        found = sites(self.task.function)
        if found.improvements and self.chance(improved):
            code = code.plus(self.rng.choice(found.improvements))
        code = restyled(code, poisson(neutral, self.rng), self.rng)
        if self.chance(INSECURE_BY_NATURE):
            code = self.insecure(code, self.rng)
        return code, (name, checkpoint)

    def offer(self, record: Scribe, *, position: int = 0, of: int = 1) -> Offer:
        code, model = self.candidate()
        return Offer(record.offer(code, model, position=position, of=of), code)


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
