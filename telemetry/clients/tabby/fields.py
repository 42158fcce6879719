"""Checked reading of what Tabby's clients send: anything of the wrong type counts as absent. Pure."""

from typing import Any, Final
from urllib.parse import urlsplit

Document = dict[str, Any]

_NAME_LENGTH: Final = 200
_LARGEST_U32: Final = 2**32 - 1


def text(document: Document, key: str) -> str:
    value = document.get(key)
    return value if isinstance(value, str) else ""


def name(document: Document, key: str, length: int = _NAME_LENGTH) -> str:
    """Without NUL, which no name may hold, and cut."""
    return text(document, key).replace("\0", "")[:length]


def whole(document: Document, key: str) -> int | None:
    """An unsigned number of 32 bits, as Tabby's server reads it."""
    value = document.get(key)
    return value if type(value) is int and 0 <= value <= _LARGEST_U32 else None


def number(document: Document, key: str) -> float | None:
    value = document.get(key)
    return value if type(value) in (int, float) else None


def mapping(document: Document, key: str) -> Document:
    value = document.get(key)
    return value if isinstance(value, dict) else {}


def documents(document: Document, key: str) -> list[Document]:
    value = document.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def without_credentials(url: str) -> str:
    """A repository's address without user, password, query and fragment; an address like `git@host:path` stays."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if not parts.scheme or "//" not in url:
        return url if url.startswith("git@") or "@" not in url else url.partition("@")[2]
    return parts._replace(netloc=f"[{host}]{port}" if ":" in host else host + port, query="", fragment="").geturl()
