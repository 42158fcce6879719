"""The whole chain from stored events to records: events a second, as the number of events grows.

Run: python -m tests.benchmarks.bench_chain [interactions …] [--workers 2] [--profile FILE]

Events of a simulated world are stored first (not timed). Then worker processes run what a Celery worker runs until
nothing waits. Peak memory is that of the largest worker.
"""

import argparse
import cProfile
import multiprocessing
import resource
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.benchmarks import scratch

SIZES = (20_000, 100_000)  # interactions: about 10⁵ and 5·10⁵ events
SEED = 1
POST = 2_000  # events a batch


class Worked(NamedTuple):
    seconds: float
    peak_mib: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("interactions", type=int, nargs="*", default=SIZES)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--profile", type=Path, help="where one worker writes a cProfile of what it did")
    asked = parser.parse_args()
    scratch.prepare()
    for count in asked.interactions:
        measure(count, asked.workers, asked.profile)


def measure(count: int, workers: int, profile: Path | None) -> None:
    from exports.models import Record
    from flywheel.projects.models import Project

    project = Project.objects.create(slug=f"bench-{uuid.uuid4().hex[:8]}", pseudonym_key=b"k" * 32)
    began = time.perf_counter()
    events = store(project, count)
    stored = time.perf_counter() - began
    began = time.perf_counter()
    done = run_workers(workers, profile)
    elapsed = time.perf_counter() - began
    records = Record.objects.filter(project=project).count()
    print(
        f"{events:>10,} events in {elapsed:7.1f} s = {events / elapsed:8,.0f} events/s   {records:,} records,"
        f" {workers} workers, peak {max(one.peak_mib for one in done):.0f} MiB   (stored in {stored:.0f} s)",
        flush=True,
    )


def store(project: Any, count: int) -> int:
    """Stores `count` interactions of the simulated world in batches of POST events; returns how many events."""
    import msgspec

    from telemetry.ingest.accept import accept_batch

    stored, batch = 0, []
    for events in stories(count):
        batch += events
        if len(batch) >= POST:
            stored += accept_batch(project, None, msgspec.json.encode(batch), "application/json", "").accepted
            batch = []
    if batch:
        stored += accept_batch(project, None, msgspec.json.encode(batch), "application/json", "").accepted
    return stored


def stories(count: int) -> Iterator[list[dict[str, Any]]]:
    """What the typical world's developers do: completions, regenerations, comparisons, chats, agents, cheats."""
    from flywheel.demo.world import WORLDS, generate

    for story in generate(WORLDS["typical"], SEED, count):
        yield story.events


def run_workers(count: int, profile: Path | None) -> list[Worked]:
    """Worker processes of their own, as Celery would run them, each until nothing waits."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    with context.Pool(count) as pool:
        return pool.map(work, [profile if number == 0 else None for number in range(count)], chunksize=1)


def work(profile: Path | None) -> Worked:
    from exports.preferences.advance import steps
    from flywheel.celery import collect_seldom

    collect_seldom()
    began = time.perf_counter()
    profiler = cProfile.Profile()
    if profile:
        profiler.enable()
    idle = 0
    while idle < 3:  # another worker may still make work for this one
        idle = 0 if sum(steps()) else idle + 1
        time.sleep(0.2 if idle else 0)
    if profile:
        profiler.disable()
        profiler.dump_stats(profile)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Worked(time.perf_counter() - began, peak)


if __name__ == "__main__":
    main()
