"""Bytes to envelopes: the body of a post, and a line of the files the client keeps. Pure."""

import re
from typing import Final

from telemetry.clients.continue_dev.mapper import Envelope
from telemetry.clients.mapping import Document
from telemetry.clients.reading import read_object
from telemetry.ingest.errors import MalformedBatch, RejectedEvent
from telemetry.ingest.wire.check import check_depth

_VERSION: Final = re.compile(r"\(Continue/([^()\s]{1,100})\)", re.ASCII)


def read_envelope(body: bytes) -> Envelope:
    """Raises MalformedBatch where it is no envelope. Other keys at the top are users' own, and are ignored."""
    document = _object(body)
    name = document.get("name")
    if not isinstance(name, str) or "data" not in document:
        raise _malformed("The object has not the `name` and `data` of an event of Continue.")
    return Envelope(name, document["data"], document.get("level") == "noCode")


def read_line(line: bytes, event_name: str) -> Envelope:
    """An envelope, or an event's data alone; `event_name` is its name where it does not say. Raises MalformedBatch."""
    document = _object(line)
    if isinstance(document.get("name"), str) and isinstance(document.get("data"), dict):
        return Envelope(document["name"], document["data"], document.get("level") == "noCode")
    name = document.get("eventName")
    return Envelope(name if isinstance(name, str) and name else event_name, document)


def version_of(data: object) -> str:
    """The extension's, out of `userAgent`; empty where it does not say."""
    agent = data.get("userAgent") if isinstance(data, dict) else None
    found = _VERSION.search(agent) if isinstance(agent, str) else None
    return found[1] if found and found[1].isprintable() else ""


def _object(body: bytes) -> Document:
    document = read_object(body)
    try:
        check_depth(document)
    except RejectedEvent as error:
        raise _malformed(error.message) from error
    return document


def _malformed(detail: str) -> MalformedBatch:
    return MalformedBatch("malformed_body", 400, detail)
