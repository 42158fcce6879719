"""What a detector found, and how it is to be replaced wherever it occurs."""

import re
import string
from collections.abc import Iterator
from typing import NamedTuple, Protocol

END_OF_TEXT = "\0"  # stands between the texts of an interaction while they are searched as one


class Around(NamedTuple):
    """What must stand around a value for it to be replaced: patterns of no width, tried where it begins and where it
    ends. For a value that says too little on its own."""

    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None

    def fits(self, text: str, start: int, end: int) -> bool:
        return (self.before is None or self.before.match(text, start) is not None) and (
            self.after is None or self.after.match(text, end) is not None
        )


ANYWHERE = Around()
_BEGINS = re.compile(r"(?<!\w)")
_ENDS = re.compile(r"(?!\w)")


class Finding(NamedTuple):
    start: int
    value: str
    kind: str  # of the placeholder: SECRET, EMAIL, …
    reason: str
    around: Around = ANYWHERE


class Subject(NamedTuple):
    """A text with two views of it for cheap tests, place by place the same."""

    text: str
    lowered: str
    shape: bytes  # a digit is `0`, a letter `a` or `A`, what latin-1 lacks `?`, all else itself


class Detector(Protocol):
    def __call__(self, subject: Subject) -> Iterator[Finding]: ...


_LOWER = {ord(letter): letter.lower() for letter in string.ascii_uppercase}
_SHAPES = bytes(
    48 if code in range(48, 58) else 65 if code in range(65, 91) else 97 if code in range(97, 123) else code
    for code in range(256)
)


def subject_of(text: str) -> Subject:
    # `str.lower` makes two characters of some, and places would no longer agree.
    lowered = text.lower() if text.isascii() else text.translate(_LOWER)
    return Subject(text, lowered, text.encode("latin-1", "replace").translate(_SHAPES))


def whole(value: str) -> Around:
    """The value wherever it stands as a whole, not within a longer word."""
    return Around(_BEGINS if value[0].isalnum() else None, _ENDS if value[-1].isalnum() else None)


def places(word: str, text: str) -> Iterator[int]:
    """Where the word stands. Finding a fixed word is many times faster than any pattern."""
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)
