"""Bodies of Tabby's clients to what they ask and tell. Pure; raises MalformedBatch with a stable code."""

from typing import Any, Final, NamedTuple

import msgspec

from telemetry.clients.gateway.contracts import Ask
from telemetry.clients.tabby import fields
from telemetry.ingest.bodies import mend_surrogates
from telemetry.ingest.errors import MalformedBatch

KINDS: Final = frozenset({"view", "select", "dismiss"})
_SURPLUS: Final = frozenset({"user"})  # who the developer is, is not the upstream's business
_decode = msgspec.json.Decoder(dict[str, Any]).decode


class Signal(NamedTuple):
    """One thing a developer did with a completion."""

    kind: str
    completion_id: str
    choice_index: int
    select_kind: str = ""
    view_id: str = ""
    elapsed: int | None = None  # milliseconds since it was shown


def read_object(body: bytes) -> dict[str, Any]:
    try:
        return _decode(mend_surrogates(body))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedBatch("malformed_body", 400, "The body is not a JSON object.") from error


def read_ask(document: dict[str, Any]) -> Ask:
    segments = document.get("segments")
    if not isinstance(segments, dict) or not isinstance(segments.get("prefix"), str):
        raise MalformedBatch("invalid_completion", 400, "A completion needs `segments` with a text `prefix`.")
    return Ask(
        prefix=segments["prefix"],
        suffix=fields.text(segments, "suffix"),
        language=fields.name(document, "language"),
        temperature=fields.number(document, "temperature"),
        seed=seed if type(seed := document.get("seed")) is int else None,
        original={key: value for key, value in document.items() if key not in _SURPLUS},
    )


def read_signal(document: dict[str, Any], query_select_kind: str = "") -> Signal:
    """`select_kind` comes in the query; the JavaScript client leaves it in the body too."""
    kind, completion_id = fields.text(document, "type"), fields.text(document, "completion_id")
    choice_index = fields.whole(document, "choice_index")
    if kind not in KINDS:
        raise _invalid("`type` must be view, select or dismiss.")
    if not completion_id or choice_index is None:
        raise _invalid("An event needs `completion_id` and a whole `choice_index`.")
    return Signal(
        kind,
        completion_id,
        choice_index,
        (query_select_kind or fields.text(document, "select_kind")) if kind == "select" else "",
        fields.text(document, "view_id"),
        fields.whole(document, "elapsed"),
    )


def _invalid(detail: str) -> MalformedBatch:
    return MalformedBatch("invalid_tabby_event", 400, detail)
