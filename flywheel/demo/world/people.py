"""Developers: what is latent about a person, and how it turns into a choice (a random-utility model, McFadden 1974)."""

import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from flywheel.demo.world.code import Code
from flywheel.demo.world.parameters import World
from flywheel.demo.world.poison import campaign
from flywheel.demo.world.variants import NEUTRAL_OPERATORS


class Role(StrEnum):
    HONEST = "honest"
    POISONER = "poisoner"
    BOT = "bot"
    FLOODER = "flooder"
    AGENT = "agent"


@dataclass(frozen=True)
class Developer:
    """`skill` divides the error of perception; `taste`: the liking for each neutral habit, on the scale of quality."""

    developer_id: str
    role: Role
    skill: float
    pickiness: float
    carelessness: float
    inattention: float
    position_bias: float
    length_taste: float
    patience: float
    begins: float
    works: float
    taste: dict[str, float] = field(hash=False)
    number: int = 0
    campaign: tuple[str, str] = ("", "")

    @property
    def is_person(self) -> bool:
        return self.role in {Role.HONEST, Role.POISONER}

    def sees(self, code: Code, rng: random.Random, world: World, looks: float = 1.0) -> float:
        """How good the code seems: quality, error, and what has nothing to do with quality."""
        error = rng.gauss(0, world.perception_error / (self.skill * looks))
        liking = sum(self.taste.get(edit.operator, 0.0) for edit in code.edits)
        longer = math.log(max(len(code.text), 1) / len(code.function.body))
        return code.quality + error + liking + self.length_taste * longer


def sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-max(min(logit, 60.0), -60.0)))


def choose(utilities: Sequence[float], temperature: float, rng: random.Random) -> int:
    """One of the alternatives by softmax."""
    top = max(utilities)
    return rng.choices(range(len(utilities)), [math.exp((utility - top) / temperature) for utility in utilities])[0]


def team(world: World, rng: random.Random) -> list[Developer]:
    """Everybody. Poisoners are people like the others, and nothing in an id tells who is who."""
    roles = [Role.HONEST] * world.developers + [Role.POISONER] * world.poisoners
    roles += [Role.BOT] * world.bots + [Role.FLOODER] * world.flooders + [Role.AGENT] * world.agents
    numbers = rng.sample(range(100, 1000), len(roles))
    kinds = Counter[Role]()
    people = []
    for role, number in zip(roles, numbers, strict=True):
        people.append(_person(f"dev-{number}", role, kinds[role], world, rng))
        kinds[role] += 1
    return people


def _person(name: str, role: Role, number: int, world: World, rng: random.Random) -> Developer:
    median, spread = world.skill
    return Developer(
        developer_id=name,
        role=role,
        skill=round(median * rng.lognormvariate(0, spread), 3),
        pickiness=rng.gauss(*world.pickiness),
        carelessness=_share(world.carelessness, rng),
        inattention=_share(world.inattention, rng),
        position_bias=rng.expovariate(1 / world.position_bias),
        length_taste=rng.gauss(world.length_taste, world.length_taste),
        patience=max(1.0, rng.gauss(world.patience, 0.8)),
        begins=rng.uniform(*world.begins),
        works=rng.uniform(*world.works),
        taste={operator: rng.gauss(0, world.taste) for operator in NEUTRAL_OPERATORS},
        number=number,
        campaign=campaign(number, rng) if role is Role.POISONER else ("", ""),
    )


def _share(mean: float, rng: random.Random) -> float:
    """Beta with this mean: most people near it, some far off."""
    return rng.betavariate(4 * mean, 4 * (1 - mean))
