"""Drops near-duplicates: nearly the same question, nearly the same answers, and the same became of each.

One of them is kept. Other people who answered the very same prompt are no near-duplicates: that is agreement, which
the rules count.
"""

from telemetry.cleaning.stage import AllFacts, Batch, Item
from telemetry.contracts import Mark

NEAR_DUPLICATE = "near_duplicate"


class DropNearDuplicates:
    """Its version goes up with anything that changes bands, rensa's algorithm included."""

    name = "drop_near_duplicates"
    version = 1

    def apply(self, batch: Batch, facts: AllFacts) -> list[Item]:
        mark = Mark(stage=self.name, reason=NEAR_DUPLICATE)
        return [item.drop(mark) if facts[item.interaction.uid].is_near_duplicate else item for item in batch]
