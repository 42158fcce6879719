"""Gives every language one name, and finds the language where the client tells none.

In this order: what the client said, the file's name, a `#!` line or modeline, the fences of a chat's answers, the code
itself. Where none of them is clear the language stays empty: a wrong one costs more than none.
"""

import re

from msgspec.structs import replace

from telemetry.cleaning.guessing import guess
from telemetry.cleaning.languages import KNOWN, canonical, from_comments, from_path
from telemetry.cleaning.stage import AllFacts, Batch, Item, each
from telemetry.contracts import Interaction, Mark, Prompt

DETECTED = "language_detected"
RENAMED = "language_renamed"  # told by another of its names
_FENCE = re.compile(r"^```([\w+#.-]{1,30})$", re.MULTILINE)


class DetectLanguage:
    name = "detect_language"
    version = 1

    def apply(self, batch: Batch, facts: AllFacts) -> list[Item]:
        return each(batch, self._one)

    def _one(self, item: Item) -> Item:
        told = item.interaction.language
        language, where = _language(item.interaction)
        if language == told:
            return item
        mark = Mark(stage=self.name, reason=DETECTED if where else RENAMED, where=where)
        return item.altered(replace(item.interaction, language=language), mark)


def _language(interaction: Interaction) -> tuple[str, str]:
    """The language, and where it was found; that is empty where the client told it."""
    told = canonical(interaction.language)
    if told in KNOWN:
        return told, ""
    prompt = interaction.prompt or Prompt()
    if found := from_path(interaction.file_path):
        return found, "file_path"
    if told:  # a language nobody here has heard of is still more than a guess
        return told, ""
    before, after = prompt.prefix or prompt.context or "", prompt.suffix or ""
    if found := from_comments(before, after) or guess(before, after):
        return found, "prompt"
    if found := _fenced(interaction):
        return found, "candidate.text"
    return "", ""


def _fenced(interaction: Interaction) -> str:
    """The language a chat's first candidate names at its first block of code."""
    for candidate in interaction.candidates:
        for match in _FENCE.finditer(candidate.text or ""):
            if (name := canonical(match[1])) in KNOWN:
                return name
    return ""
