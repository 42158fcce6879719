"""Holds all interactions of a developer's time bucket in which more were begun than a person can begin."""

from telemetry.assembly.sources import FLOOD_LIMIT
from telemetry.cleaning.stage import AllFacts, Batch, Item
from telemetry.contracts import Mark

FLOOD = "flooding_source"


class HoldFloods:
    name = "hold_floods"
    version = 1

    def apply(self, batch: Batch, facts: AllFacts) -> list[Item]:
        return [self._one(item, facts) for item in batch]

    def _one(self, item: Item, facts: AllFacts) -> Item:
        own = facts[item.interaction.uid]
        if own.source_interactions <= FLOOD_LIMIT:
            return item
        return item.hold(Mark(stage=self.name, reason=FLOOD), own)
