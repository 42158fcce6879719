"""Where the data of a run come from: a world simulated now, or a folder that `manage.py simulate` wrote."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import msgspec

from exports.evaluation.chain import Files
from flywheel.demo.world import WORLDS, generate

EVENTS, TRUTH, BENCHMARK = "events.ndjson", "truth.ndjson", "benchmark.jsonl"


class Simulated(NamedTuple):
    """A world by name. `benchmark`: a file of problems to plant; None: the simulator's own."""

    world: str
    seed: int
    interactions: int
    benchmark: Path | None = None

    @property
    def name(self) -> str:
        return f"{self.world}/{self.seed}"


class Folder(NamedTuple):
    path: Path

    @property
    def name(self) -> str:
        return self.path.name


Source = Simulated | Folder


@contextmanager
def files_of(source: Source) -> Iterator[Files]:
    """The source's files, for as long as the block runs. Raises FileNotFoundError where a folder lacks one."""
    if isinstance(source, Folder):
        yield _in_folder(source.path)
        return
    with TemporaryDirectory(prefix="flywheel-world-") as name:
        yield write(source, Path(name))


def _in_folder(folder: Path) -> Files:
    for name in (EVENTS, TRUTH):
        if not (folder / name).is_file():
            raise FileNotFoundError(f"{folder} holds no {name}: write one with manage.py simulate {folder}")
    benchmark = folder / BENCHMARK
    return Files(folder / EVENTS, folder / TRUTH, benchmark if benchmark.is_file() else None)


def write(source: Simulated, folder: Path) -> Files:
    stories = generate(WORLDS[source.world], source.seed, source.interactions, source.benchmark)
    with (folder / EVENTS).open("wb") as events, (folder / TRUTH).open("wb") as truth:
        for story in stories:
            events.writelines(_lines(story.events))
            truth.writelines(_lines(story.truths))
    return Files(folder / EVENTS, folder / TRUTH, source.benchmark)


def _lines(objects: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    return (msgspec.json.encode(one) + b"\n" for one in objects)
