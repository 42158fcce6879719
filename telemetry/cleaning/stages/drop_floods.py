"""Drops all interactions of a developer's time bucket in which more were begun than a person can begin."""

from telemetry.assembly.sources import FLOOD_LIMIT
from telemetry.cleaning.stage import AllFacts, Batch, Item
from telemetry.contracts import Mark

FLOOD = "flooding_source"


class DropFloods:
    name = "drop_floods"
    version = 1

    def apply(self, batch: Batch, facts: AllFacts) -> list[Item]:
        mark = Mark(stage=self.name, reason=FLOOD)
        return [
            item.drop(mark) if facts[item.interaction.uid].source_interactions > FLOOD_LIMIT else item for item in batch
        ]
