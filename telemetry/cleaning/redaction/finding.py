"""What a detector found, and how it is to be replaced wherever it occurs."""

import re
from collections.abc import Iterator
from typing import NamedTuple, Protocol

END_OF_TEXT = "\0"  # stands between the texts of an interaction while they are searched as one


class Finding(NamedTuple):
    """`pattern` matches exactly `value`, with what must stand around it where the value alone says too
    little."""

    start: int
    value: str
    kind: str  # of the placeholder: SECRET, EMAIL, …
    reason: str
    pattern: str


class Detector(Protocol):
    def __call__(self, text: str, lowered: str) -> Iterator[Finding]:
        """Findings in `text`; `lowered` is the same in lower case, for cheap tests."""
        ...


def literal(value: str) -> str:
    """Matches the value wherever it stands as a whole."""
    before = r"(?<!\w)" if value[0].isalnum() else ""
    after = r"(?!\w)" if value[-1].isalnum() else ""
    return f"{before}{re.escape(value)}{after}"


def anywhere(value: str) -> str:
    return re.escape(value)
