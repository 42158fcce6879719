"""What of an interaction is compared: where it asked, what was answered, and what became of each answer."""

from collections.abc import Iterator

import msgspec

from telemetry.cleaning.near_duplicates.comments import without_comments
from telemetry.cleaning.near_duplicates.tokens import last_tokens
from telemetry.cleaning.near_duplicates.verdicts import verdicts
from telemetry.contracts import Candidate, Frozen, Interaction, Prompt, Signal

LOCAL_CHARACTERS = 500  # of prefix or context before the cursor: about 100 tokens of code
CURSOR_TOKENS = 4  # right before the cursor; the next completion of a typing session has others there
ASKED_CHARACTERS = 4_000  # of an instruction or a message

_WRITTEN = {"candidate.edited": "final_text", "candidate.retained": "text", "candidate.accepted": "accepted_text"}
_PROPOSED = "tool.proposed"


class Document(Frozen, frozen=True):
    """`asked` holds the texts of the prompt next to the cursor; `answers` pairs what became of a text with the text.
    `verdict` is what became of everything together, `place` what stands right before the cursor: both must be equal."""

    asked: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    verdict: str
    place: str = ""

    @property
    def answered(self) -> str:
        """All of the answers and what became of them, without white space: the same only where they are equal."""
        return "\0".join([self.verdict, *(f"{became}\0{''.join(text.split())}" for became, text in self.answers)])


def document_of(interaction: Interaction) -> Document | None:
    """None where nothing was decided or measured: it is no evidence, so it repeats none."""
    decided = verdicts(interaction)
    asked = tuple(
        without_comments(text, interaction.language) for text in _asked(interaction.prompt or Prompt()) if text
    )
    if not decided or not asked:
        return None
    named = {candidate_id: " ".join(sorted(said)) for candidate_id, said in decided.items()}
    answers = [
        (f"{named.get(candidate.candidate_id, '')}|{role}", without_comments(text, interaction.language))
        for candidate in interaction.candidates
        for role, text in _texts(candidate)
    ]
    answers += [(_PROPOSED, text) for text in map(_call, interaction.signals) if text]
    return Document(
        asked=asked,
        answers=tuple(sorted(set(answers))),
        verdict="\n".join(sorted(named.values())),
        place=_place((interaction.prompt or Prompt()).prefix or "", interaction.language),
    )


def _asked(prompt: Prompt) -> Iterator[str]:
    """Only what is near the cursor: the prefixes of one typing session are alike nearly as a whole."""
    yield (prompt.prefix or "")[-LOCAL_CHARACTERS:]
    yield (prompt.instruction or "")[:ASKED_CHARACTERS]
    yield (prompt.context or "")[-LOCAL_CHARACTERS:]
    people = [message for message in prompt.messages if message.role == "user"] or list(prompt.messages)
    yield people[-1].content[:ASKED_CHARACTERS] if people else ""


def _place(prefix: str, language: str) -> str:
    """What stands right before the cursor; a comment only where the cursor is in its line."""
    above, _, line = prefix[-LOCAL_CHARACTERS:].rpartition("\n")
    return last_tokens(f"{without_comments(above, language)}\n{line}", CURSOR_TOKENS)


def _texts(candidate: Candidate) -> Iterator[tuple[str, str]]:
    """The answer, and what a person made of it."""
    if candidate.text:
        yield "", candidate.text
    for signal in candidate.signals:
        written = signal.data.get(_WRITTEN.get(signal.type, ""))
        if isinstance(written, str) and written and signal.actor == "human":
            yield signal.type, written


def _call(signal: Signal) -> str:
    if signal.type != _PROPOSED or signal.data.get("arguments") is None:
        return ""
    arguments = signal.data["arguments"]
    text = arguments if isinstance(arguments, str) else msgspec.json.encode(arguments, order="deterministic").decode()
    return f"{signal.data.get('tool')} {text}"
