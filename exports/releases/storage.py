"""Where release files lie: under their own SHA-256, in a local folder or an object store."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
from django.conf import settings
from pyarrow import fs

CHUNK = 1024 * 1024


class StorageError(Exception):
    """The release storage cannot be read or written. The message is for people."""


class Storage:
    """Objects by the hexadecimal SHA-256 of their bytes, at `ab/abcd…` below the storage's root."""

    def __init__(self, url: str) -> None:
        self._files, self._root = fs.FileSystem.from_uri(url)

    def put(self, source: Path, sha256: str) -> None:
        """Moves a finished file in. Does nothing where the object is already there. Raises StorageError."""
        try:
            if self._size(sha256) != source.stat().st_size:
                self._move(source, self._path(sha256))
        except (OSError, pa.ArrowException) as error:
            raise StorageError(f"The release storage cannot be written: {_reason(error)}") from error
        source.unlink(missing_ok=True)

    def open(self, sha256: str) -> pa.NativeFile:
        """The object's bytes, seekable. Raises StorageError where it is missing or cannot be read."""
        try:
            return self._files.open_input_file(self._path(sha256))
        except (OSError, pa.ArrowException) as error:
            raise StorageError(f"The object {sha256} cannot be read: {_reason(error)}") from error

    def chunks(self, sha256: str) -> Iterator[bytes]:
        """All bytes of the object, a chunk at a time. Raises StorageError."""
        file = self.open(sha256)
        return self.read(file, 0, file.size())

    @staticmethod
    def read(file: pa.NativeFile, start: int, length: int) -> Iterator[bytes]:
        """`length` bytes of an opened object from `start`, a chunk at a time; closes it at the end."""
        with file:
            file.seek(start)
            while length > 0 and (chunk := file.read(min(CHUNK, length))):
                length -= len(chunk)
                yield chunk

    def _size(self, sha256: str) -> int | None:
        found = self._files.get_file_info(self._path(sha256))
        return found.size if found.type == fs.FileType.File else None

    def _path(self, sha256: str) -> str:
        return f"{self._root.rstrip('/')}/{sha256[:2]}/{sha256}"

    def _move(self, source: Path, target: str) -> None:
        if isinstance(self._files, fs.LocalFileSystem):
            _move_locally(source, Path(target))
            return
        with source.open("rb") as reader, self._files.open_output_stream(target) as writer:
            shutil.copyfileobj(reader, writer, CHUNK)  # an object store shows the object once it is whole


def _move_locally(source: Path, target: Path) -> None:
    """The object appears at once and whole, also after a power cut and from another file system."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
    try:
        source.rename(draft)
    except OSError:
        shutil.copyfile(source, draft)
    try:
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__


@contextmanager
def scratch(build_id: str) -> Iterator[Path]:
    """An empty folder for a build's unfinished files, gone afterwards, with what a killed attempt left."""
    folder = Path(settings.FLYWHEEL_HOME) / "building" / build_id
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(parents=True)
        yield folder
    except OSError as error:
        raise StorageError(f"The state folder cannot be written: {_reason(error)}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def release_storage() -> Storage:
    """The storage FLYWHEEL_STORAGE_URL names."""
    return Storage(settings.FLYWHEEL_STORAGE_URL)
