"""Reading the client's posts, which may hold anything. Raises Unmappable with the field to blame, and no value."""

import re
from typing import Final

from telemetry.clients import reading
from telemetry.clients.copilot_arena import privacy
from telemetry.clients.mapping import INVALID_RECORD, Document, Unmappable
from telemetry.ingest.limits import MAX_ID_LENGTH

_ID = re.compile(r"[\w.:-]{1,100}", re.ASCII)  # ids are stored whatever the privacy setting, so no text may pass as one
_LARGEST_COUNT: Final = 2**31 - 1
_LONGEST_ADDRESS: Final = 500
_LONGEST_GIVEN: Final = 2_048
_LANGUAGE = re.compile(r"[a-z0-9+#_-]{1,40}")  # an editor's identifier of a language, and no words of anybody


def require(document: Document, names: tuple[str, ...], path: str = "") -> None:
    for field in names:
        if field not in document:
            raise bad(f"{path}{field}")


def text(document: Document, field: str, path: str = "") -> str:
    value = reading.text_or_none(document, field)
    if value is None:
        raise bad(f"{path}{field}")
    return value


def text_or(document: Document, *fields: str, default: str = "") -> str:
    """The first of the fields that holds a text, which may be empty."""
    return next((value for field in fields if isinstance(value := document.get(field), str)), default)


def identifier(document: Document, field: str, path: str = "") -> str:
    value = text(document, field, path)
    if not _ID.fullmatch(value):
        raise bad(f"{path}{field}")
    return value


def user(document: Document) -> str:
    """The client's machine id. It becomes a pseudonym at the door and is found nowhere else."""
    value = text(document, "userId")
    if not 0 < len(value) <= MAX_ID_LENGTH:
        raise bad("userId")
    return value


def one_of(document: Document, field: str, values: tuple[int, ...], path: str = "") -> int:
    value = document.get(field)
    if type(value) is not int or value not in values:
        raise bad(f"{path}{field}")
    return value


def level(document: Document, field: str = "privacy", path: str = "") -> str:
    value = document.get(field)
    if not isinstance(value, str) or value not in privacy.LEVELS:
        raise bad(f"{path}{field}")
    return value


def two_items(document: Document, field: str) -> tuple[Document, Document]:
    match document.get(field):
        case [dict() as first, dict() as second]:
            return first, second
    raise bad(field)


def language(document: Document, field: str) -> str | None:
    value = text_or(document, field)
    return value if _LANGUAGE.fullmatch(value) else None


def address(document: Document, field: str) -> str | None:
    """Of a repository, without user and password."""
    given = reading.short_text(document, field, length=_LONGEST_GIVEN)
    return reading.without_credentials(given)[:_LONGEST_ADDRESS] or None


def count(document: Document, *names: str) -> int | None:
    """The first of the fields that holds a positive integer."""
    found = (reading.whole(document, field, 1, _LARGEST_COUNT) for field in names)
    return next((value for value in found if value is not None), None)


def bad(field: str) -> Unmappable:
    return Unmappable(INVALID_RECORD, field=field)
