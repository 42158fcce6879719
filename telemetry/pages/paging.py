"""Reading what a page's address says, where anyone may have written anything."""

from django.http import QueryDict

LARGEST_ID = 2**63 - 1


def before(query: QueryDict) -> int | None:
    """The row id to continue under, or None for the first page and for nonsense."""
    text = query.get("before", "")
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    return min(int(text), LARGEST_ID)


def without_nul(text: str) -> str:
    """PostgreSQL takes no NUL in a text; nothing stored matches one either."""
    return text.replace("\0", "\ufffd")
