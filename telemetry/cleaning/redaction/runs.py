"""Long runs of the characters tokens are made of: what nearly every secret is part of, and most code is not."""

import string
from collections.abc import Iterator

LEAST = 16  # characters; no issuer's token has a shorter run
_TOKEN = (string.ascii_letters + string.digits + "_-.~").encode()
_CLASSES = bytes(97 if code in _TOKEN else 32 for code in range(256))
_LONG = b"a" * LEAST


def find_runs(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each. All of the text is looked at by three C loops, about 8 µs in 4,000 characters."""
    classes = text.encode("latin-1", "replace").translate(_CLASSES)  # one byte a character: places agree
    start = classes.find(_LONG)
    while start >= 0:
        end = classes.find(b" ", start + LEAST)
        if end < 0:
            end = len(classes)
        yield start, end
        start = classes.find(_LONG, end)
