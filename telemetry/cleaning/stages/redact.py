"""Replaces secrets and personal data by placeholders, with one map across prompt, candidates and signals.

Afterwards candidates are compared again: two that differed only in what was replaced are equal now, and a
preference between them would teach nothing but the placeholder.
"""

from collections import Counter

from telemetry.cleaning.redaction.redactor import Redactor
from telemetry.cleaning.stage import AllFacts, Batch, Item, each
from telemetry.cleaning.texts import rewrite, texts
from telemetry.contracts import Interaction, Mark

MAX_ROUNDS = 4
BECAME_EQUAL = "candidates_became_equal"


class Unscrubbed(Exception):  # noqa: N818 - says what the interaction is
    """Something is still found after the last round: the interaction must not go on."""


class Redact:
    name = "redact"
    version = 2

    def apply(self, batch: Batch, facts: AllFacts) -> list[Item]:
        return each(batch, self._one)

    def _one(self, item: Item) -> Item:
        redacted, reasons = scrub(item.interaction)
        if not reasons:
            return item
        marks = [Mark(stage=self.name, reason=reason, count=count) for reason, count in sorted(reasons.items())]
        equal = _different_texts(item.interaction) - _different_texts(redacted)
        if equal:
            marks.append(Mark(stage=self.name, reason=BECAME_EQUAL, where="candidate.text", count=equal))
        return item.altered(redacted, *marks)


def scrub(interaction: Interaction) -> tuple[Interaction, Counter[str]]:
    """The interaction without what was found, and how many values were, by reason.

    What stood next to a secret may show only once that is gone, hence several rounds. Raises Unscrubbed where
    the last one still finds something.
    """
    reasons: Counter[str] = Counter()
    numbered: Counter[str] = Counter()
    for _ in range(MAX_ROUNDS):
        redactor = Redactor((text for _, text in texts(interaction)), numbered)
        if not redactor:
            return interaction, reasons
        reasons += redactor.reasons()
        interaction = rewrite(interaction, redactor)
    raise Unscrubbed


def _different_texts(interaction: Interaction) -> int:
    return len({candidate.text for candidate in interaction.candidates})
