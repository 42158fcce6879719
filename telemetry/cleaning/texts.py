"""Every text of an interaction that may hold code or prose, in one fixed order: to read them and to rewrite
them."""

from collections.abc import Callable, Iterator
from typing import Any

from msgspec.structs import replace

from telemetry.contracts import Candidate, Interaction, Message, Prompt, Signal

# `data` keys that name candidates: rewriting them would cut the links. Ids are no place for text.
LINKS = frozenset({"chosen", "rejected", "positions", "next_candidate_id"})

# Of a candidate's model: often a path on somebody's disk
NAMES = ("model", "checkpoint")

Change = Callable[[str], str]


def texts(interaction: Interaction) -> Iterator[tuple[str, str]]:
    """(field, text) pairs, the prompt first: so placeholders number a prompt alike whatever its candidates
    are."""
    prompt = interaction.prompt or Prompt()
    for name in ("prefix", "suffix", "instruction", "context"):
        text = getattr(prompt, name)
        if text:
            yield f"prompt.{name}", text
    for message in prompt.messages:
        yield "prompt.messages", message.content
    for name in ("file_path", "repository"):
        if getattr(interaction, name):
            yield name, getattr(interaction, name)
    for candidate in interaction.candidates:
        if candidate.text:
            yield "candidate.text", candidate.text
        for name in NAMES:
            if getattr(candidate, name):
                yield f"candidate.{name}", getattr(candidate, name)
        yield from (("candidate.params", text) for text in _strings(candidate.params))
        yield from (("candidate.signals", text) for signal in candidate.signals for text in _strings(signal.data))
    yield from (("signals", text) for signal in interaction.signals for text in _strings(signal.data))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in LINKS:
                yield key
                yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def rewrite(interaction: Interaction, change: Change) -> Interaction:
    """The interaction with `change` applied to every text `texts` lists."""
    return replace(
        interaction,
        prompt=None if interaction.prompt is None else _prompt(interaction.prompt, change),
        file_path=change(interaction.file_path),
        repository=change(interaction.repository),
        candidates=tuple(_candidate(candidate, change) for candidate in interaction.candidates),
        signals=tuple(_signal(signal, change) for signal in interaction.signals),
    )


def _optional(text: str | None, change: Change) -> str | None:
    return None if text is None else change(text)


def _prompt(prompt: Prompt, change: Change) -> Prompt:
    return Prompt(
        prefix=_optional(prompt.prefix, change),
        suffix=_optional(prompt.suffix, change),
        instruction=_optional(prompt.instruction, change),
        context=_optional(prompt.context, change),
        messages=tuple(Message(role=each.role, content=change(each.content)) for each in prompt.messages),
    )


def _candidate(candidate: Candidate, change: Change) -> Candidate:
    return replace(
        candidate,
        text=_optional(candidate.text, change),
        model=change(candidate.model),
        checkpoint=change(candidate.checkpoint),
        params=_rewritten(candidate.params, change),
        signals=tuple(_signal(signal, change) for signal in candidate.signals),
    )


def _signal(signal: Signal, change: Change) -> Signal:
    return replace(signal, data=_rewritten(signal.data, change)) if signal.data else signal


def _rewritten(value: Any, change: Change) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {
            key if key in LINKS else change(key): item if key in LINKS else _rewritten(item, change)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_rewritten(item, change) for item in value]
    return value
