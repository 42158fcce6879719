"""What clients keep on disk, in: files to stored batches of bounded size, down the same path as over HTTP."""

import gzip
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, cast

from flywheel.projects.models import Project
from telemetry.clients.receive import Sender
from telemetry.ingest.receipts import Receipt

_LINES: Final = 1_000  # of a batch; a client's line is up to five events
_BYTES: Final = 4 * 1024 * 1024
_NAMED: Final = 5  # unreadable lines a report names
_BROKEN: Final = (OSError, EOFError, zlib.error)

Lines = list[tuple[int, bytes]]  # with their numbers, from 1
Progress = Callable[[int], object]


class Origin(NamedTuple):
    """On whose behalf, and out of which file; its time of change stands for times that its lines do not tell."""

    sender: Sender
    path: Path
    changed_us: int


class Report:
    """What became of all lines. `unreadable` names the first few; `broken` are files not read to their end."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.left_out: Counter[tuple[str, str]] = Counter()
        self.unreadable: list[str] = []
        self.unreadable_count = 0
        self.broken: list[str] = []

    def add(self, receipt: Receipt) -> None:
        for name in ("accepted", "duplicates", "rejected"):
            self.counts[name] += getattr(receipt, name)
        for one in receipt.unmapped:
            self.left_out[one.name, one.reason] += one.count

    def miss(self, path: Path, number: int) -> None:
        self.unreadable_count += 1
        if len(self.unreadable) < _NAMED:
            self.unreadable.append(f"{path.name}:{number}")

    def lines(self) -> list[str]:
        told = [", ".join(f"{name} {self.counts[name]}" for name in ("accepted", "duplicates", "rejected"))]
        if self.left_out:
            counts = [f"{name or '-'} ({reason}) {count}" for (name, reason), count in sorted(self.left_out.items())]
            told.append(f"left out: {', '.join(counts)}")
        if self.unreadable_count:
            more = ", …" if self.unreadable_count > len(self.unreadable) else ""
            told.append(f"unreadable lines: {self.unreadable_count} ({', '.join(self.unreadable)}{more})")
        return told


Take = Callable[[Origin, Lines, Report], None]


class Format(NamedTuple):
    """How the files of one kind are found in a folder (each ending also with .gz), read and stored."""

    endings: tuple[str, ...]
    longest_line: int
    take: Take


def files_of(path: Path, form: Format) -> list[Path]:
    """The file itself, or the files of a folder and its folders, in order of their names."""
    if not path.is_dir():
        return [path]
    endings = form.endings + tuple(f"{ending}.gz" for ending in form.endings)
    return sorted(found for found in path.rglob("*") if found.name.endswith(endings) and found.is_file())


def import_files(project: Project, files: list[Path], form: Format, progress: Progress) -> Report:
    """Stores batch after batch; a line or a file that cannot be read holds nothing else up. `progress` gets bytes.

    Raises django.db.OperationalError where the database is away.
    """
    report = Report()
    for path in files:
        try:
            _import_file(Sender(project), path, form, report, progress)
        except _BROKEN as error:
            report.broken.append(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}")
    return report


def _import_file(sender: Sender, path: Path, form: Format, report: Report, progress: Progress) -> None:
    with path.open("rb") as file:
        origin = Origin(sender, path, path.stat().st_mtime_ns // 1000)
        done = 0
        for lines in _batches(_lines(path, file, form.longest_line, report)):
            form.take(origin, lines, report)
            progress(file.tell() - done)
            done = file.tell()


def _batches(lines: Iterator[tuple[int, bytes]]) -> Iterator[Lines]:
    """Where reading breaks off, what was read before comes first."""
    held: Lines = []
    size = 0
    try:
        for number, line in lines:
            if held and (len(held) == _LINES or size + len(line) > _BYTES):
                yield held
                held, size = [], 0
            held.append((number, line))
            size += len(line)
    except _BROKEN:
        if held:
            yield held
        raise
    if held:
        yield held


def _lines(path: Path, file: BinaryIO, longest: int, report: Report) -> Iterator[tuple[int, bytes]]:
    """Lines that hold something, without their ends; none is read further than it may be long."""
    with _stream(path, file) as stream:
        number = 0
        while line := stream.readline(longest + 2):
            number += 1
            last = line
            while last and not last.endswith(b"\n"):
                last = stream.readline(longest)
            line = line.strip()
            if len(line) > longest:
                report.miss(path, number)
            elif line:
                yield number, line


def _stream(path: Path, file: BinaryIO) -> AbstractContextManager[BinaryIO]:
    """Closing it leaves `file` open."""
    return cast(AbstractContextManager[BinaryIO], gzip.open(file)) if path.suffix == ".gz" else nullcontext(file)
