"""A Tabby server's own log of events (`~/.tabby/events/YYYY-MM-DD.json`) to native events, in its own times. Pure.

Names agree with those of the live surface: what was told both ways is stored once. The server logs a completion when
it is done, so the request's time is that of its answer, and how long it took is not known.
"""

from collections.abc import Callable, Sequence
from typing import Final

from telemetry.clients import reading
from telemetry.clients.mapping import (
    INVALID_RECORD,
    UNKNOWN_EVENT,
    Document,
    Mapped,
    Unmappable,
    event,
    map_each,
)
from telemetry.clients.tabby import names
from telemetry.clients.tabby.completions import started_data
from telemetry.clients.tabby.requests import Signal
from telemetry.clients.tabby.signals import map_signal

_UNKNOWN_LANGUAGE: Final = "unknown"  # what the server writes where the editor named none
_EARLIEST_MS: Final = 1_420_070_400_000  # 2015, before there was a Tabby: a clock not set
_LATEST_MS: Final = 4_102_444_800_000  # 2100


def map_history(lines: Sequence[tuple[int, Document]], fallback_us: int) -> Mapped:
    """Each line with its position; `fallback_us` stands for a time that is missing or absurd."""
    return map_each(lines, lambda line: _events(line, fallback_us))


def _events(line: Document, fallback_us: int) -> list[Document]:
    told = line.get("event")
    if not isinstance(told, dict) or len(told) != 1:
        raise Unmappable(INVALID_RECORD, field="event")
    ((name, about),) = told.items()
    if name not in _MAPPERS:
        raise Unmappable(UNKNOWN_EVENT, name)
    if not isinstance(about, dict):
        raise Unmappable(INVALID_RECORD, name, f"event.{name}")
    if not reading.text(about, "completion_id"):
        raise Unmappable(INVALID_RECORD, name, f"event.{name}.completion_id")
    at_us, user = _at_us(line, fallback_us), reading.short_text(line, "user")
    named = {"developer_id": user} if user else {}
    return [document | named for document in _MAPPERS[name](name, about, at_us)]


def _at_us(line: Document, fallback_us: int) -> int:
    milliseconds = reading.number(line, "ts", _EARLIEST_MS, _LATEST_MS)
    return fallback_us if milliseconds is None else round(milliseconds * 1000)


def _signal(name: str, about: Document, at_us: int) -> list[Document]:
    choice_index = reading.whole(about, "choice_index")
    if choice_index is None:
        raise Unmappable(INVALID_RECORD, name, f"event.{name}.choice_index")
    signal = Signal(
        name,
        reading.text(about, "completion_id"),
        choice_index,
        reading.text(about, "kind") if name == "select" else "",
        reading.text(about, "view_id"),
        reading.whole(about, "elapsed"),
    )
    return [made.document for made in map_signal(signal, at_us).events]


def _completion(name: str, about: Document, at_us: int) -> list[Document]:
    language = reading.text(about, "language")
    data = started_data(about | {"language": "" if language == _UNKNOWN_LANGUAGE else language})
    if not reading.inner(about, "segments"):  # asked with a prompt of its own, or for the next edit
        data["prompt"] = {"instruction": reading.text(about, "prompt")}
    choices = [(reading.whole(choice, "index"), choice.get("text")) for choice in reading.inner_list(about, "choices")]
    texts = [(index, text) for index, text in choices if index is not None and isinstance(text, str)]
    return _begun(about, at_us, data, texts)


def _chat(name: str, about: Document, at_us: int) -> list[Document]:
    messages = [
        {"role": reading.short_text(message, "role"), "content": reading.text(message, "content")}
        for message in reading.inner_list(about, "input")
    ]
    output = about.get("output")  # one message, or a list of its parts in older servers
    parts = output if isinstance(output, list) else [output]
    text = "".join(reading.text(part, "content") for part in parts if isinstance(part, dict))
    return _begun(about, at_us, {"surface": "chat", "prompt": {"messages": messages}}, [(0, text)])


def _begun(about: Document, at_us: int, data: Document, texts: list[tuple[int, str]]) -> list[Document]:
    completion_id = reading.text(about, "completion_id")
    interaction_id = names.interaction_of(completion_id)
    started = event(
        "interaction.started",
        names.started_id(completion_id),
        at_us,
        interaction_id=interaction_id,
        actor="system",
        data=data,
    )
    generated = [
        event(
            "candidate.generated",
            names.generated_id(completion_id, index),
            at_us,
            interaction_id=interaction_id,
            candidate_id=names.candidate_of(index),
            actor="system",
            data={"text": text, "sequence": index},
        )
        for index, text in texts
    ]
    return [started, *generated]


_MAPPERS: Final[dict[str, Callable[[str, Document, int], list[Document]]]] = {
    "view": _signal,
    "select": _signal,
    "dismiss": _signal,
    "completion": _completion,
    "chat_completion": _chat,
}
