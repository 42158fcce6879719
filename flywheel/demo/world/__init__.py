"""A simulated world whose truth is known: developers, candidates of known quality, and those who cheat."""

from flywheel.demo.world.generate import Story, generate
from flywheel.demo.world.parameters import WORLDS, World

__all__ = ["WORLDS", "Story", "World", "generate"]
