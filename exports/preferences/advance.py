"""The pipeline's loop: received batches → clean interactions → records, until nothing waits."""

from collections.abc import Iterator
from time import monotonic

from exports.preferences.run import derive_stale
from telemetry.clean_interactions import refresh


def steps() -> Iterator[int]:
    """Runs the pipeline a step at a time and yields how many rows each did; ends when nothing waits."""
    while done := refresh() + derive_stale():
        yield done


def advance(seconds: float) -> bool:
    """Runs steps until the pipeline is idle (True) or `seconds` have passed (False: more may wait)."""
    end = monotonic() + seconds
    return not any(monotonic() >= end for _ in steps())
