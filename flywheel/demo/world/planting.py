"""Where secrets, personal data and look-alikes are hidden, and which of them really got into an interaction."""

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from flywheel.demo.world.credentials import secret
from flywheel.demo.world.lookalikes import lookalike
from flywheel.demo.world.parameters import World
from flywheel.demo.world.plants import Plant
from flywheel.demo.world.private import personal
from flywheel.demo.world.scribe import Scribe, Truth, planted
from flywheel.demo.world.source import Function
from flywheel.demo.world.turn import Turn

# Most of it is in the file already; candidates repeat it, people type it, tools print it.
PLACES = ("prompt", "prompt", "prompt", "candidate", "candidate", "edit", "output", "feedback", "tool")


class Problem(NamedTuple):
    """A benchmark's problem as a function."""

    task_id: str
    function: Function


def draw(world: World, rng: random.Random) -> dict[str, Any]:
    """What is hidden in one turn: under `prompt` all that its prompt holds, elsewhere one thing a place."""
    kinds = ((world.secrets, secret), (world.personal, personal), (world.lookalikes, lookalike))
    found: dict[str, Any] = {}
    for share, make in kinds:
        if rng.random() < share:
            place = rng.choice(PLACES)
            plant = make(rng)
            found[place] = (*found.get(place, ()), plant) if place == "prompt" else plant
    return found


def found(record: Scribe, turn: Turn) -> Iterator[Truth]:
    """One truth for each hidden value that is in the interaction's events as it was hidden, and for a benchmark's
    problem.

    An operator may rename what tells a value for a secret (`--password=` becomes `--limit=`): nobody could know then.
    """
    hidden: list[Plant] = [*turn.task.plants, *turn.plants.values()]
    if hidden:
        texts = [text for event in record.events for text in strings(event["data"])]
        for plant in hidden:
            for value in plant.values:
                if any(_as_hidden(plant, value, text) for text in texts):
                    yield _truth(plant.kind, record, value)
    if turn.task.problem:
        yield planted("benchmark", record.interaction_id, record.developer_id, value=turn.task.problem)


def _as_hidden(plant: Plant, value: str, text: str) -> bool:
    """Whether a text holds the value in a line as it was planted."""
    return value in text and any(value in line and line.strip() in text for line in plant.line.splitlines())


def _truth(kind: str, record: Scribe, value: str) -> Truth:
    if kind == "lookalike":
        return {"what": "lookalike", "value": value, "interaction_id": record.interaction_id}
    return planted(kind, record.interaction_id, record.developer_id, value=value)


def strings(value: Any) -> Iterator[str]:
    """Every text inside a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)
