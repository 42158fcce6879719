"""The benchmark indexes in the database: stored by a command, loaded once a process and version by cleaning.

Cleaning holds a shared lock while it works with the indexes it read; whoever changes them waits for it. So everything
cleaned is either marked with the version in force or found by `mark_outdated` after the change.
"""

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec
from django.db import connection

from telemetry.models import BenchmarkIndex

if TYPE_CHECKING:  # NumPy: loaded only where there is an index
    from telemetry.cleaning.contamination.index import Benchmarks, Index

_LOCK: Final = "telemetry_benchmark_index"

Versions = tuple[tuple[str, str], ...]  # (name, version) of the indexes in force, by name


class Source(NamedTuple):
    """A file an index was made of."""

    file: str
    sha256: str
    problems: int


def lock_in_force() -> None:
    """Until the transaction ends the indexes in force stay as they are."""
    _execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))")


def lock_for_change() -> None:
    """Waits for everyone who cleans with the indexes in force, and keeps others from it until the transaction ends."""
    _execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [_LOCK])


def versions() -> Versions:
    return tuple(BenchmarkIndex.objects.order_by("name").values_list("name", "version"))


@lru_cache(maxsize=1)
def load(in_force: Versions) -> "Benchmarks | None":
    """The indexes of these versions; None where there are none, and nothing has to be looked for."""
    if not in_force:
        return None
    from telemetry.cleaning.contamination.index import Benchmarks

    rows = BenchmarkIndex.objects.filter(version__in=[version for _, version in in_force]).order_by("name")
    return Benchmarks([_index(row) for row in rows])


def store(index: "Index", sources: list[Source], problems: int) -> BenchmarkIndex:
    """Puts the index in force, in the place of one of the same name."""
    columns: dict[str, Any] = {
        "sources": [source._asdict() for source in sources],
        "problems": problems,
        "ngram": index.ngram,
        "hashes": index.hashes.astype("<u8").tobytes(),
        "owners": index.owners.astype("<u4").tobytes(),
        "parts": [list(part) for part in index.parts],
        "commits": sorted(index.commits),
    }
    version = _version({"name": index.name, **columns})
    row, _ = BenchmarkIndex.objects.update_or_create(name=index.name, defaults={**columns, "version": version})
    return row


def _version(columns: dict[str, Any]) -> str:
    return hashlib.sha256(msgspec.json.encode(columns, order="deterministic")).hexdigest()


def _index(row: BenchmarkIndex) -> "Index":
    import numpy as np

    from telemetry.cleaning.contamination.index import Index, Part

    return Index(
        row.name,
        row.ngram,
        np.frombuffer(row.hashes, dtype="<u8").astype(np.uint64),
        np.frombuffer(row.owners, dtype="<u4").astype(np.uint32),
        [Part(*part) for part in row.parts],
        frozenset(row.commits),
    )
