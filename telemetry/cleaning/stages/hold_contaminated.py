"""Holds interactions that contain a benchmark's problem or come from the commit one was taken from.

A model that learns from them is measured too well. Looked through is every text that training may see: prompt,
candidates, edits. A problem told in other words or in another language is not found, nor one whose names were all
changed and whose statement was left out.

The mark's reason is the benchmark's name: a curator clears an interaction of one benchmark, not of later ones.
"""

from collections.abc import Sequence
from typing import Protocol

from telemetry.cleaning.stage import AllFacts, Batch, Facts, Item
from telemetry.cleaning.texts import texts
from telemetry.contracts import Interaction, Mark

TEXT = "text"
COMMIT = "commit"
_NO_CONTENT = frozenset({"file_path", "repository"})


class Found(Protocol):
    @property
    def benchmark(self) -> str: ...

    @property
    def problems(self) -> int: ...


class Indexes(Protocol):
    """What the stage asks of the indexes in force (telemetry.cleaning.contamination.index.Benchmarks)."""

    def in_texts(self, texts: Sequence[str]) -> Sequence[Found]: ...

    def at_commit(self, repository: str, commit: str) -> list[str]: ...


class HoldContaminated:
    name = "hold_contaminated"
    version = 1

    def __init__(self, indexes: Indexes | None = None) -> None:
        """`indexes`: None where no benchmark was indexed; every interaction passes then."""
        self._indexes = indexes

    def apply(self, batch: Batch, facts: AllFacts) -> list[Item]:
        if self._indexes is None:
            return list(batch)
        return [self._one(self._indexes, item, facts[item.interaction.uid]) for item in batch]

    def _one(self, indexes: Indexes, item: Item, own: Facts) -> Item:
        interaction = item.interaction
        for found in indexes.in_texts(_content(interaction)):
            item = item.hold(Mark(stage=self.name, reason=found.benchmark, where=TEXT, count=found.problems), own)
        for benchmark in indexes.at_commit(interaction.repository, interaction.commit):
            item = item.hold(Mark(stage=self.name, reason=benchmark, where=COMMIT), own)
        return item


def _content(interaction: Interaction) -> list[str]:
    """Every text; what a person began stands right before how the first candidate goes on."""
    around: list[str] = []
    begun: list[str] = []
    for field, text in texts(interaction):
        if field not in _NO_CONTENT:
            (around if field.startswith("prompt.") and field != "prompt.prefix" else begun).append(text)
    return around + begun
