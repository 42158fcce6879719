"""A completion and its answer to events. Pure: `started_us` is when the request came, in microseconds.

Kept of what the model saw beyond prefix and suffix: declarations and snippets of other files, as the prompt's context,
since equal prompts are only equal with them. The clipboard is never kept: it holds whatever was copied last.
"""

import re
from typing import Any, Final

from telemetry.clients import reading
from telemetry.clients.gateway.contracts import Answer, Choice
from telemetry.clients.mapping import Document, Mapped, MappedEvent, event, language_of
from telemetry.clients.tabby import names

_CONTEXT: Final = (
    "declarations",
    "relevant_snippets_from_changed_files",
    "relevant_snippets_from_recently_opened_files",
)
_MOST_CONTEXT: Final = 200_000  # characters, so that prompt and context stay below the limit of one event
_UNIQUE_ID: Final = re.compile(r"cmpl-[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def is_unique(completion_id: str) -> bool:
    """Whether an upstream's own id can name the completion for good, as Tabby's do: `cmpl-<UUID>`."""
    return _UNIQUE_ID.fullmatch(completion_id) is not None


def map_completion(request: Document, answer: Answer, started_us: int) -> Mapped:
    """One interaction with a candidate for each choice; none where the upstream had nothing to say. `answer.id` has to
    be good for ever.
    """
    started = event(
        "interaction.started",
        names.started_id(answer.id),
        started_us,
        interaction_id=names.interaction_of(answer.id),
        actor="system",  # the editor asks by itself while somebody types
        developer_id=developer_of(request),
        data=started_data(request),
    )
    answered_us = started_us + int(answer.latency_ms * 1000)
    generated = [_generated(request, answer, choice, answered_us) for choice in answer.choices]
    return Mapped([MappedEvent(0, document) for document in (started, *generated)], [])


def started_data(request: Document) -> Document:
    """`data` of the interaction, from a completion request or what a server's history holds of one."""
    segments = reading.inner(request, "segments")
    path = reading.short_text(segments, "filepath", length=4096)
    prompt = {"prefix": reading.text(segments, "prefix"), "suffix": reading.text(segments, "suffix")}
    context = _context(segments)
    return {
        "surface": "completion",
        "prompt": {**prompt, "context": context} if context else prompt,
        "language": reading.short_text(request, "language") or language_of(path) or None,
        "file_path": path or None,
        "repository": reading.without_credentials(reading.short_text(segments, "git_url", length=2048)) or None,
    }


def developer_of(request: Document) -> str:
    return reading.short_text(request, "user")


def _generated(request: Document, answer: Answer, choice: Choice, at_us: int) -> Document:
    data: dict[str, Any] = {
        "text": choice.text,
        "model": reading.as_name(answer.model) or None,
        "checkpoint": answer.checkpoint or None,
        "params": answer.params or None,
        "latency_ms": round(max(answer.latency_ms, 0.0), 3),
        "finish_reason": reading.as_name(choice.finish_reason) or None,
        "propensity": answer.propensity if answer.propensity < 1 else None,
        "sequence": choice.index,
    }
    return event(
        "candidate.generated",
        names.generated_id(answer.id, choice.index),
        at_us,
        interaction_id=names.interaction_of(answer.id),
        candidate_id=names.candidate_of(choice.index),
        actor="system",
        developer_id=developer_of(request),
        data=data,
    )


def _context(segments: Document) -> str:
    parts = [part for key in _CONTEXT for item in reading.inner_list(segments, key) if (part := _part(item))]
    return "\n\n".join(parts)[:_MOST_CONTEXT]


def _part(item: Document) -> str:
    body, path = reading.text(item, "body"), reading.text(item, "filepath")
    return "\n".join(line for line in (path, body) if line) if body else ""
