"""Files that wait for the database: one a post, durable before the client is answered, bounded together."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

from telemetry.ingest.errors import MalformedBatch

MOST_BYTES: Final = 512 * 1024 * 1024
RETRY_S: Final = 30
_COUNT_EVERY_S: Final = 1.0
_DRAFT_S: Final = 3600.0
_DRAFT: Final = ".draft"
_WAITING: Final = ".kept"
_SET_ASIDE: Final = ".unreadable"


class BufferFull(MalformedBatch):
    """The database is away and the disk takes no more."""

    def __init__(self) -> None:
        detail = "The database is away and what may wait for it on disk is used up. Send the same again later."
        super().__init__("buffer_full", 503, detail)
        self.headers = {"Retry-After": str(RETRY_S)}


class _Room:
    """Bytes in use, counted anew once a second: with many files the count costs more than the write."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._used = 0
        self._counted_at = float("-inf")

    def take(self, wanted: int) -> None:
        """Raises BufferFull."""
        with self._lock:
            if time.monotonic() - self._counted_at > _COUNT_EVERY_S:
                self._used, self._counted_at = size(), time.monotonic()
            if self._used + wanted > MOST_BYTES:
                raise BufferFull
            self._used += wanted


_room = _Room()


def keep(sealed: bytes, received_us: int, batch_id: UUID) -> None:
    """Returns once the file would survive a power cut. Raises BufferFull, also where the disk refuses."""
    try:
        folder = _made_folder()
        _room.take(len(sealed))
        _write(folder / f"{received_us:020d}-{batch_id.hex}{_WAITING}", sealed)
    except OSError as error:
        raise BufferFull from error


def waiting() -> list[Path]:
    """The files in order of arrival."""
    return sorted(_files(_WAITING))


def size() -> int:
    """Bytes of all files that wait, those set aside included."""
    return sum(_bytes(path) for path in (*_files(_WAITING), *_files(_SET_ASIDE)))


def set_aside(path: Path) -> None:
    """Out of the way of the others. It is tried again when a server starts: a SECRET_KEY may have been put right."""
    path.rename(path.with_suffix(_SET_ASIDE))


def bring_back() -> None:
    """What was set aside waits again."""
    for path in _files(_SET_ASIDE):
        with suppress(FileNotFoundError):  # another process was first
            path.rename(path.with_suffix(_WAITING))


def remove_drafts() -> None:
    """Those a process left when it was killed in the middle of writing; nobody was told that they are kept."""
    for path in _files(_DRAFT):
        if time.time() - path.stat().st_mtime > _DRAFT_S:
            path.unlink(missing_ok=True)


def buffer_folder() -> Path:
    folder: Path = settings.FLYWHEEL_HOME / "buffer"
    return folder


def _made_folder() -> Path:
    folder = buffer_folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _write(path: Path, content: bytes) -> None:
    draft = path.with_suffix(_DRAFT)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _files(suffix: str) -> Iterator[Path]:
    try:
        with os.scandir(buffer_folder()) as entries:
            yield from (Path(entry.path) for entry in entries if entry.name.endswith(suffix))
    except FileNotFoundError:
        return


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # stored and removed meanwhile
        return 0
