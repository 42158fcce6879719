"""Bodies of Tabby's clients to what they ask and tell. Pure; raises MalformedBatch with a stable code."""

from typing import Any, Final, NamedTuple

from telemetry.clients import reading
from telemetry.clients.gateway.contracts import Ask
from telemetry.ingest.errors import MalformedBatch

KINDS: Final = frozenset({"view", "select", "dismiss"})
_SURPLUS: Final = frozenset({"user"})  # who the developer is, is not the upstream's business


class Signal(NamedTuple):
    """One thing a developer did with a completion."""

    kind: str
    completion_id: str
    choice_index: int
    select_kind: str = ""
    view_id: str = ""
    elapsed: int | None = None  # milliseconds since it was shown


def read_ask(document: dict[str, Any]) -> Ask:
    segments = document.get("segments")
    if not isinstance(segments, dict) or not isinstance(segments.get("prefix"), str):
        raise MalformedBatch("invalid_completion", 400, "A completion needs `segments` with a text `prefix`.")
    return Ask(
        prefix=segments["prefix"],
        suffix=reading.text(segments, "suffix"),
        language=reading.short_text(document, "language"),
        temperature=reading.number(document, "temperature"),
        seed=seed if type(seed := document.get("seed")) is int else None,
        original={key: value for key, value in document.items() if key not in _SURPLUS},
    )


def read_signal(document: dict[str, Any], query_select_kind: str = "") -> Signal:
    """`select_kind` comes in the query; the JavaScript client leaves it in the body too."""
    kind, completion_id = reading.text(document, "type"), reading.text(document, "completion_id")
    choice_index = reading.whole(document, "choice_index")
    if kind not in KINDS:
        raise _invalid("`type` must be view, select or dismiss.")
    if not completion_id or choice_index is None:
        raise _invalid("An event needs `completion_id` and a whole `choice_index`.")
    return Signal(
        kind,
        completion_id,
        choice_index,
        (query_select_kind or reading.text(document, "select_kind")) if kind == "select" else "",
        reading.text(document, "view_id"),
        reading.whole(document, "elapsed"),
    )


def _invalid(detail: str) -> MalformedBatch:
    return MalformedBatch("invalid_tabby_event", 400, detail)
