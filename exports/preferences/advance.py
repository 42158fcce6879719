"""The pipeline's loop: received batches → clean interactions → records, until nothing waits."""

from collections.abc import Iterator
from itertools import count
from time import monotonic

from exports.preferences.run import derive_stale
from flywheel.database import analyse_grown
from telemetry.clean_interactions import TABLES, refresh

LOOKED_UP = (*TABLES, "exports_record", "exports_left_out")
ANALYSE_EVERY = 4  # steps


def steps() -> Iterator[int]:
    """Runs the pipeline a step at a time and yields how many rows each did; ends when nothing waits."""
    for number in count(1):
        done = refresh() + derive_stale()
        if not done:
            return
        yield done
        if number % ANALYSE_EVERY == 0:
            analyse_grown(LOOKED_UP)


def advance(seconds: float) -> bool:
    """Runs steps until the pipeline is idle (True) or `seconds` have passed (False: more may wait)."""
    end = monotonic() + seconds
    return not any(monotonic() >= end for _ in steps())
