"""Checked reading of what clients send, which may be anything: what has the wrong type counts as absent. Pure."""

import hashlib
import re
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import msgspec

from telemetry.ingest.bodies import mend_surrogates
from telemetry.ingest.errors import MalformedBatch, RejectedEvent
from telemetry.ingest.limits import MAX_ID_LENGTH
from telemetry.ingest.wire.check import check_depth

LONGEST_TEXT: Final = 200_000  # characters; with much more an event would be too large, and lost as a whole
LARGEST: Final = 1e15  # number, either side of zero; the wire takes no larger ones
_LARGEST_U32: Final = 2**32 - 1
_SCHEMELESS: Final = re.compile(r"^(?!git@)[^/]*@")

Values = dict[str, Any]


def text(values: Values, *names: str) -> str:
    """The first of the named values that is a text and not empty; else empty."""
    for name in names:
        value = values.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def text_or_none(values: Values, name: str) -> str | None:
    """For texts that may be empty: an empty completion is one."""
    value = values.get(name)
    return value if isinstance(value, str) else None


def short_text(values: Values, *names: str, length: int = MAX_ID_LENGTH) -> str:
    """A text for a column of names: without NUL, and cut."""
    return as_name(text(values, *names), length)


def as_name(given: str, length: int = MAX_ID_LENGTH) -> str:
    return given.replace("\0", "")[:length]


def flag(values: Values, name: str) -> bool | None:
    value = values.get(name)
    return value if isinstance(value, bool) else None


def number(values: Values, name: str, least: float = -LARGEST, most: float = LARGEST) -> float | None:
    """Within the bounds, which no NaN is; a truth value is no number."""
    return bounded(values.get(name), least, most)


def whole(values: Values, name: str, least: int = 0, most: int = _LARGEST_U32) -> int | None:
    value = values.get(name)
    return value if type(value) is int and least <= value <= most else None


def written_flag(values: Values, name: str) -> bool | None:
    """Like `flag`, also where it is written as a text."""
    value = values.get(name)
    return {"true": True, "false": False}.get(value.strip().lower()) if isinstance(value, str) else flag(values, name)


def written_number(values: Values, name: str, least: float = -LARGEST, most: float = LARGEST) -> float | None:
    """Like `number`, also where it is written as a text."""
    value = values.get(name)
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    return bounded(value, least, most)


def inner(values: Values, name: str) -> Values:
    value = values.get(name)
    return value if isinstance(value, dict) else {}


def inner_list(values: Values, name: str) -> list[Values]:
    """The objects among the items of a list."""
    value = values.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def json_in(value: Any) -> Any:
    """What a text holds as JSON, None where it holds none; any other value as it is."""
    if not isinstance(value, str):
        return value
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def object_in(value: Any) -> Values | None:
    """A JSON object, also as JSON in a text; None where it is neither, or too deep to be stored."""
    found = json_in(value)
    return found if isinstance(found, dict) and is_shallow(found) else None


def is_shallow(value: Values) -> bool:
    """Whether it is nested no deeper than what can be stored."""
    try:
        check_depth(value)
    except RejectedEvent:
        return False
    return True


def read_object(body: bytes) -> Values:
    """A request's body, or a line of a file. Raises MalformedBatch where it is no JSON object."""
    try:
        document = msgspec.json.decode(mend_surrogates(body))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedBatch("malformed_body", 400, "The body is not JSON, or is nested too deeply.") from error
    if not isinstance(document, dict):
        raise MalformedBatch("malformed_body", 400, "The body is not a JSON object.")
    return document


def beginning_and_end(given: str) -> str:
    """All of a text that is no longer than LONGEST_TEXT."""
    half = LONGEST_TEXT // 2
    return given if len(given) <= LONGEST_TEXT else f"{given[:half]}\n…\n{given[-half:]}"


def fits_id(name: str) -> bool:
    return 0 < len(name) <= MAX_ID_LENGTH and "\0" not in name


def fitting_id(name: str) -> str:
    """The name as it is, or its digest where it does not fit an id."""
    return name if not name or fits_id(name) else hashlib.sha256(name.encode()).hexdigest()


def without_credentials(url: str) -> str:
    """A repository's address without user, password, query and fragment; an address like `git@host:path` stays."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if not parts.netloc:
        return _SCHEMELESS.sub("", url)
    return parts._replace(netloc=f"[{host}]{port}" if ":" in host else host + port, query="", fragment="").geturl()


def file_path(values: Values, name: str) -> str:
    """A file's path, of a `file://` address the path it stands for."""
    value = text(values, name)
    path = unquote(value.removeprefix("file://")) if value.startswith("file://") else value
    return path.replace("\0", "")


def bounded(value: Any, least: float = -LARGEST, most: float = LARGEST) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if least <= value <= most else None
