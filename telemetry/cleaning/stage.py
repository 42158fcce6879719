"""What a cleaning stage is, and the values it works on. No Django, no clock, no I/O."""

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec.structs import replace

from telemetry.contracts import Frozen, Interaction, Mark


class Facts(Frozen, frozen=True):
    """What is known about an interaction from others; a function of all events, read by run.py."""

    is_replay: bool = False  # another interaction with a smaller uid has the same fingerprint
    source_interactions: int = 0  # begun by this developer in the same bucket of time
    is_near_duplicate: bool = False  # another interaction with a smaller uid shares a band of its signature
    cleared: tuple[str, ...] = ()  # `stage:reason` of what a curator cleared of holding it


class Item(Frozen, frozen=True):
    """An interaction on its way through the stages.

    `dropped` is set once, with the reason's mark: there is nothing to learn from it. `held` says that it is suspicious:
    it goes through the other stages, so that whoever looks at it sees scrubbed text, and not on to training.
    """

    interaction: Interaction
    marks: tuple[Mark, ...] = ()
    dropped: bool = False
    held: bool = False

    def altered(self, interaction: Interaction, *marks: Mark) -> "Item":
        return replace(self, interaction=interaction, marks=self.marks + marks)

    def marked(self, *marks: Mark) -> "Item":
        return replace(self, marks=self.marks + marks)

    def drop(self, mark: Mark) -> "Item":
        return replace(self, marks=(*self.marks, mark), dropped=True)

    def hold(self, mark: Mark, facts: Facts) -> "Item":
        """Held for the mark's reason, unless a curator cleared it of that; the mark stays either way."""
        return replace(self, marks=(*self.marks, mark), held=self.held or mark.name not in facts.cleared)


Batch = Sequence[Item]
AllFacts = dict[str, Facts]  # by uid


class Stage(Protocol):
    """One cleaning step. `version` goes up with every change of what it does to any interaction."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> int: ...

    def apply(self, batch: Batch, facts: AllFacts) -> list[Item]:
        """As many items as came in, in the same order. Raises nothing on any content; what raises is
        rejected."""
        ...


def each(batch: Batch, change: Callable[[Item], Item]) -> list[Item]:
    return [change(item) for item in batch]
