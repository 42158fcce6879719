"""Drops replays: the same developer, prompt, candidates and rhythm under fresh ids. The smallest uid is
kept."""

from telemetry.cleaning.stage import AllFacts, Batch, Item
from telemetry.contracts import Mark

REPLAY = "replay"


class DropReplays:
    name = "drop_replays"
    version = 1

    def apply(self, batch: Batch, facts: AllFacts) -> list[Item]:
        mark = Mark(stage=self.name, reason=REPLAY)
        return [item.drop(mark) if facts[item.interaction.uid].is_replay else item for item in batch]
