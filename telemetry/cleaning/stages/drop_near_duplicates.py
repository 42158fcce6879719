"""Drops near-duplicates: nearly the same question, nearly the same answers, and the same became of each.

One of them is kept. What answered the very same prompt is no near-duplicate: other answers compete, and other people
who decided alike agree. Only the same person's same decision about the same answers is dropped there.
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
