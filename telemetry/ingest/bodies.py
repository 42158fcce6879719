"""A decoded body to its events, each still raw JSON so that a bad one cannot spoil the others."""

import re
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, Raw, UnsetType

from telemetry.ingest.errors import MalformedBatch
from telemetry.ingest.limits import CONTENT_TYPES, MAX_EVENT_BYTES, MAX_EVENTS
from telemetry.ingest.nesting import cut_nesting

_NDJSON = {"application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"}
_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\.",
    re.DOTALL,
)
_LONE = 6  # length of the escape of a lone surrogate; a pair has twice that, any other escape 2


class Client(msgspec.Struct, frozen=True):
    """What the sender says it is."""

    name: Annotated[str, Meta(max_length=100)] = ""
    version: Annotated[str, Meta(max_length=100)] = ""


class Body(msgspec.Struct):
    """The events of one post, and what it said about itself. `dropped` counts, by reason, events the sender lost."""

    events: list[Raw]
    sent_at: datetime | None = None
    client: Client = Client()
    dropped: dict[str, int] = {}


class _Envelope(msgspec.Struct):
    events: list[Raw] | UnsetType = UNSET
    sent_at: Raw | UnsetType = UNSET
    client: Raw | UnsetType = UNSET
    dropped: Raw | UnsetType = UNSET
    event_id: Raw | UnsetType = UNSET
    type: Raw | UnsetType = UNSET


# Fills at most one slot more than the limit and skips the rest, so a long array of nothing costs no memory.
_Slots = msgspec.defstruct(
    "_Slots",
    [(f"event_{index}", Raw | UnsetType, UNSET) for index in range(MAX_EVENTS + 1)],
    array_like=True,
)
_SlotsEnvelope = msgspec.defstruct("_SlotsEnvelope", [("events", _Slots | UnsetType, UNSET)])
_MANY_COMMAS = 20 * MAX_EVENTS  # fewer cannot fill much memory
_envelope = msgspec.json.Decoder(_Envelope)
_array = msgspec.json.Decoder(list[Raw])
_slots = msgspec.json.Decoder(_Slots)
_slots_envelope = msgspec.json.Decoder(_SlotsEnvelope)
_sent_at = msgspec.json.Decoder(Annotated[datetime, Meta(tz=True)] | None)
_client = msgspec.json.Decoder(Client | None)
Dropped = Annotated[
    dict[Annotated[str, Meta(max_length=60, pattern=r"^[\w:.-]+$")], Annotated[int, Meta(ge=0, le=2**53)]],
    Meta(max_length=20),
]
_dropped = msgspec.json.Decoder(Dropped)


def read_body(body: bytes, content_type: str) -> Body:
    """Any of the four forms: object with `events`, array, one event, NDJSON. Raises MalformedBatch."""
    kind = media_type(content_type)
    if kind not in _NDJSON and kind != "application/json":
        raise MalformedBatch(
            "unsupported_content_type",
            415,
            f"Send {' or '.join(CONTENT_TYPES)}.",
            accepted=list(CONTENT_TYPES),
        )
    found = Body(_lines(mend_surrogates(body))) if kind in _NDJSON else _mended_json(body)
    _check_sizes(found.events)
    return found


def media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower() or CONTENT_TYPES[0]


def mend_surrogates(body: bytes) -> bytes:
    r"""Escapes of lone surrogates (text cut in the middle of a character) become `\ufffd`, which can be stored."""
    if b"\\u" not in body or (b"\\ud" not in body and b"\\uD" not in body):
        return body
    return _ESCAPE.sub(_mend, body)


def _mend(match: re.Match[bytes]) -> bytes:
    return b"\\ufffd" if len(match[0]) == _LONE else match[0]


def _lines(body: bytes) -> list[Raw]:
    if body.count(b"\n") <= MAX_EVENTS:
        return [Raw(line) for line in map(bytes.strip, body.split(b"\n")) if line]
    lines = (line.strip() for line in re.split(rb"\n+", body, maxsplit=2 * MAX_EVENTS))
    return [Raw(line) for line in lines if line]


def _mended_json(body: bytes) -> Body:
    """Looks for lone surrogates only where the body cannot be read as it is: the search costs more than reading."""
    try:
        return _json(body)
    except MalformedBatch:
        mended = mend_surrogates(body)
        if mended == body:
            raise
        return _json(mended)


def _json(body: bytes) -> Body:
    try:
        try:
            return _array_or_object(body)
        except RecursionError:  # in one event; cut down, the others can be read, and it is found too deep
            return _array_or_object(cut_nesting(body))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _malformed("The body is not valid JSON in one of the accepted forms.") from error


def _array_or_object(body: bytes) -> Body:
    is_array = body.lstrip()[:1] == b"["
    if body.count(b",") > _MANY_COMMAS:
        _check_count(body, is_array)
    return Body(_array.decode(body)) if is_array else _object(body)


def _check_count(body: bytes, is_array: bool) -> None:
    slots = _slots.decode(body) if is_array else _slots_envelope.decode(body).events  # type: ignore[attr-defined]
    if slots is not UNSET and msgspec.structs.astuple(slots)[-1] is not UNSET:
        raise _too_many()


def _object(body: bytes) -> Body:
    envelope = _envelope.decode(body)
    if isinstance(envelope.events, list):
        about = _read_sent_at(envelope.sent_at), _read_client(envelope.client), _read_dropped(envelope.dropped)
        return Body(envelope.events, *about)
    if envelope.event_id is UNSET and envelope.type is UNSET:
        raise _malformed("The object has neither `events` nor the fields of an event.")
    return Body([Raw(body)])


def _check_sizes(events: list[Raw]) -> None:
    if len(events) > MAX_EVENTS:
        raise _too_many()
    for index, event in enumerate(events):
        if memoryview(event).nbytes > MAX_EVENT_BYTES:
            detail = f"An event may have {MAX_EVENT_BYTES} bytes."
            raise MalformedBatch("event_too_large", 413, detail, limit=MAX_EVENT_BYTES, index=index)


def _read_sent_at(raw: Raw | UnsetType) -> datetime | None:
    try:
        return None if raw is UNSET else _sent_at.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedBatch("invalid_sent_at", 400, "`sent_at` must be an RFC 3339 time with an offset.") from error


def _read_client(raw: Raw | UnsetType) -> Client:
    try:
        client = None if raw is UNSET else _client.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _bad_client() from error
    client = client or Client()
    if "\0" in client.name + client.version:
        raise _bad_client()
    return client


def _read_dropped(raw: Raw | UnsetType) -> dict[str, int]:
    """A report that cannot be read is left out: events are not refused for the sake of a count."""
    try:
        return {} if raw is UNSET else _dropped.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}


def _bad_client() -> MalformedBatch:
    detail = "`client` must be an object with `name` and `version` of at most 100 characters."
    return MalformedBatch("invalid_client", 400, detail)


def _malformed(detail: str) -> MalformedBatch:
    return MalformedBatch("malformed_body", 400, detail)


def _too_many() -> MalformedBatch:
    return MalformedBatch("too_many_events", 413, f"A batch may hold {MAX_EVENTS} events.", limit=MAX_EVENTS)
