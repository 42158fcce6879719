"""Drops interactions there is nothing to learn from yet. They come back when the missing event arrives."""

from telemetry.cleaning.stage import AllFacts, Batch, Item, each
from telemetry.contracts import Candidate, Mark, Prompt

NO_PROMPT = "no_prompt"
NO_CANDIDATE = "no_candidate"
NO_TEXT = "text_not_stored"  # consent kept the text from being stored
OVERSIZED = "oversized"
MERGED = "merged"  # nothing is missing: its events count as another interaction's
SUPERSEDED = "superseded_event"
UNREADABLE = "unreadable_event"


class Require:
    name = "require"
    version = 2

    def apply(self, batch: Batch, facts: AllFacts) -> list[Item]:
        return each(batch, self._one)

    def _one(self, item: Item) -> Item:
        interaction = item.interaction
        lost = len(interaction.superseded)
        marks = [Mark(stage=self.name, reason=SUPERSEDED, count=lost)] if lost else []
        if interaction.unreadable:
            marks.append(Mark(stage=self.name, reason=UNREADABLE, count=interaction.unreadable))
        reason = _missing(item)
        item = item.marked(*marks)
        return item.drop(Mark(stage=self.name, reason=reason)) if reason else item


def _missing(item: Item) -> str:
    interaction = item.interaction
    if interaction.oversized:
        return OVERSIZED
    if interaction.merged_into:
        return MERGED
    if interaction.prompt is None:
        return NO_PROMPT
    calls = [signal for signal in interaction.signals if signal.type == "tool.proposed"]
    if not calls and not any(_generated(candidate) for candidate in interaction.candidates):
        return NO_CANDIDATE
    texts = [candidate.text for candidate in interaction.candidates] + [call.data.get("arguments") for call in calls]
    if not _has_text(interaction.prompt) or all(text is None for text in texts):
        return NO_TEXT
    return ""


def _generated(candidate: Candidate) -> bool:
    return candidate.generated_at is not None


def _has_text(prompt: Prompt) -> bool:
    texts = (prompt.prefix, prompt.suffix, prompt.instruction, prompt.context)
    return bool(prompt.messages) or any(text is not None for text in texts)
