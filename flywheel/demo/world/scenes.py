"""The scenes that honest developers play, by the names the worlds weigh them with, and where each takes place."""

import random
from collections.abc import Callable

from flywheel.demo.world.choices import comparison, panel
from flywheel.demo.world.parameters import World
from flywheel.demo.world.retries import asked_again, regenerations, tried
from flywheel.demo.world.suggestions import completion
from flywheel.demo.world.talks import agent, broken, chat
from flywheel.demo.world.turn import Turn

Scene = Callable[[Turn], None]

SCENES: dict[str, Scene] = {
    "completion": completion,
    "regenerations": regenerations,
    "asked_again": asked_again,
    "tried": tried,
    "comparison": comparison,
    "panel": panel,
    "chat": chat,
    "agent": agent,
    "broken": broken,
}


def surface_of(scene: str, world: World, rng: random.Random) -> str:
    if scene in {"chat", "agent"}:
        return scene
    return "inline_edit" if rng.random() < world.inline_edits else "completion"
