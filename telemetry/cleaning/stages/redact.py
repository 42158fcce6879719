"""Replaces secrets and personal data by placeholders, with one map across prompt, candidates and signals.

Afterwards candidates are compared again: two that differed only in what was replaced are equal now, and a
preference between them would teach nothing but the placeholder.
"""

from telemetry.cleaning.redaction.redactor import Redactor
from telemetry.cleaning.stage import AllFacts, Batch, Item, each
from telemetry.cleaning.texts import rewrite, texts
from telemetry.contracts import Interaction, Mark

BECAME_EQUAL = "candidates_became_equal"


class Redact:
    name = "redact"
    version = 1

    def apply(self, batch: Batch, facts: AllFacts) -> list[Item]:
        return each(batch, self._one)

    def _one(self, item: Item) -> Item:
        redactor = Redactor(text for _, text in texts(item.interaction))
        if not redactor:
            return item
        redacted = rewrite(item.interaction, redactor)
        marks = [
            Mark(stage=self.name, reason=reason, count=count)
            for reason, count in sorted(redactor.reasons().items())
        ]
        equal = _different_texts(item.interaction) - _different_texts(redacted)
        if equal:
            marks.append(Mark(stage=self.name, reason=BECAME_EQUAL, where="candidate.text", count=equal))
        return item.altered(redacted, *marks)


def _different_texts(interaction: Interaction) -> int:
    return len({candidate.text for candidate in interaction.candidates})
