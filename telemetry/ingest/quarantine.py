"""What is kept of an event that could not be accepted. Pure.

The developer's raw id never gets here, nor a text that consent keeps out. Of an event that cannot even be
parsed the raw text is kept only where the developer id in it was found beyond doubt, or none is named.
"""

import re
from typing import NamedTuple

import msgspec

from flywheel.projects.models import ConsentLevel
from telemetry.ingest.consent.allowed import identity_only
from telemetry.ingest.errors import RejectedEvent
from telemetry.ingest.limits import MAX_ID_LENGTH
from telemetry.ingest.wire.check import Document

_DEVELOPER = re.compile(rb'"developer_id"\s*:\s*("(?:[^"\\\x00-\x1f]|\\.)*")\s*[,}]')
_encode = msgspec.json.Encoder(order="deterministic").encode


class Held(NamedTuple):
    """A rejected event as it goes to quarantine. `payload` is empty where nothing of it may be kept."""

    position: int  # in the batch, from 0
    event_id: str
    error: RejectedEvent
    developer: str
    payload: str


def unreadable(raw: bytes) -> tuple[str, str]:
    """(text that may be kept, developer id found) of something that is not JSON."""
    if b"developer" not in raw.replace(b"\\u", b"developer"):  # an escape could spell the name of the field
        return _text(raw), ""
    found = _DEVELOPER.findall(raw)
    if len(found) != 1 or raw.count(b"developer") != 1 or b"\\u" in raw:
        return "", ""
    developer_id = msgspec.json.decode(found[0], type=str)
    return _text(_DEVELOPER.sub(lambda match: match[0].replace(match[1], b'""'), raw)), developer_id


def kept_of_invalid(document: Document | None, text: str, developer: str, level: ConsentLevel) -> str:
    """The payload to hold at the developer's consent level."""
    if level is ConsentLevel.NONE:
        return ""
    if level is ConsentLevel.FULL:
        return text if document is None else _encode(document).decode()
    if document is None:
        return ""
    kept = identity_only(document) | ({"developer": developer} if developer else {})
    return _encode(kept).decode()


def stated_event_id(document: Document | None) -> str:
    """The event id as the client wrote it, fit to store and to answer; empty where there is none."""
    stated = document.get("event_id") if document else None
    return printable(stated)[:MAX_ID_LENGTH] if isinstance(stated, str) else ""


def printable(text: str) -> str:
    """Without NUL, which PostgreSQL's text cannot hold."""
    return text.replace("\0", "\ufffd")


def _text(raw: bytes) -> str:
    return printable(raw.decode("utf-8", "replace"))
