"""Lines to NDJSON bodies within the limits of one post. Pure."""

from collections.abc import Iterable, Iterator
from typing import Final

from telemetry.ingest.errors import MalformedBatch
from telemetry.ingest.limits import MAX_EVENT_BYTES

EVENTS: Final = 1_000
BYTES: Final = 4 * 1024 * 1024


def batches(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Joins lines up to EVENTS or BYTES a body. Raises MalformedBatch naming the line that is too long for an event."""
    held: list[bytes] = []
    size = 0
    for number, line in enumerate(lines, start=1):
        if len(line.strip()) > MAX_EVENT_BYTES:
            detail = f"line {number} has more than {MAX_EVENT_BYTES} bytes."
            raise MalformedBatch("event_too_large", 413, detail, limit=MAX_EVENT_BYTES)
        if held and (len(held) == EVENTS or size + len(line) > BYTES):
            yield b"".join(held)
            held, size = [], 0
        held.append(line)
        size += len(line)
    if held:
        yield b"".join(held)
