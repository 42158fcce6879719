"""How many log records a protobuf request holds, counted without decoding it. Pure.

A decoded record takes 140 bytes however short it was, so ten megabytes of empty ones would take hundreds.
"""

from collections.abc import Iterator
from typing import Final

_VARINT, _FIXED64, _LENGTH, _FIXED32 = 0, 1, 2, 5
_FIXED: Final = {_FIXED64: 8, _FIXED32: 4}
_PATH: Final = (1, 2, 2)  # field numbers: resource_logs, scope_logs, log_records
_LONGEST_VARINT: Final = 10


def count_records(body: bytes, limit: int) -> int:
    """Counts up to one more than `limit`. Raises ValueError where the bytes are no message."""
    count = 0
    for _ in _messages(body, 0, len(body), _PATH):
        count += 1
        if count > limit:
            break
    return count


def _messages(body: bytes, start: int, end: int, path: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Where the messages at the end of a path of field numbers lie."""
    for number, first, last in _fields(body, start, end):
        if number == path[0] and len(path) == 1:
            yield first, last
        elif number == path[0]:
            yield from _messages(body, first, last, path[1:])


def _fields(body: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The length-delimited fields: number, and where the content begins and ends."""
    while start < end:
        tag, start = _varint(body, start, end)
        kind = tag & 7
        if kind == _LENGTH:
            length, start = _varint(body, start, end)
            if start + length > end:
                raise ValueError("a field goes beyond its message")
            yield tag >> 3, start, start + length
            start += length
        elif kind == _VARINT:
            _, start = _varint(body, start, end)
        elif kind in _FIXED:
            start += _FIXED[kind]
        else:
            raise ValueError("an unknown kind of field")


def _varint(body: bytes, start: int, end: int) -> tuple[int, int]:
    value = 0
    for place in range(start, min(end, start + _LONGEST_VARINT)):
        value |= (body[place] & 0x7F) << 7 * (place - start)
        if body[place] < 0x80:
            return value, place + 1
    raise ValueError("a number without an end")
