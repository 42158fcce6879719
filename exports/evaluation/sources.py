"""Where the data of a run come from: a world simulated now, or a folder that `manage.py simulate` wrote."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from exports.evaluation.chain import Files
from flywheel.demo.world import WORLDS, generate
from flywheel.demo.world.problems import read as problems_of
from flywheel.demo.world.write import BENCHMARK, EVENTS, TRUTH, write_benchmark
from flywheel.demo.world.write import write as write_stories


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
    """The source's files, for as long as the block runs.

    Raises FileNotFoundError where a folder lacks one.
    """
    if isinstance(source, Folder):
        yield in_folder(source.path)
        return
    with TemporaryDirectory(prefix="flywheel-world-") as name:
        yield write(source, Path(name))


def in_folder(folder: Path) -> Files:
    """Raises FileNotFoundError where it lacks one."""
    for name in (EVENTS, TRUTH):
        if not (folder / name).is_file():
            raise FileNotFoundError(f"{folder} holds no {name}: write one with manage.py simulate {folder}")
    benchmark = folder / BENCHMARK
    return Files(folder / EVENTS, folder / TRUTH, benchmark if benchmark.is_file() else None)


def write(source: Simulated, folder: Path) -> Files:
    problems = problems_of(source.benchmark)
    stories = generate(WORLDS[source.world], source.seed, source.interactions, source.benchmark)
    write_stories(folder, stories, lambda begun: None)
    write_benchmark(folder, problems)
    return in_folder(folder)
