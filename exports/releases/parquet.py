"""Parquet files that are the same bytes for the same rows, cut into shards, hashed while they are written.

Every option that shapes the bytes is stated here; `WRITER` goes into the manifest, because another version of
the library may choose other bytes for the same rows.
"""

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

WRITER = {"format": 1, "pyarrow": pa.__version__}
SHARD_ROWS = 1_000_000
SHARD_BYTES = 1024 * 1024 * 1024  # of rows, before compression

# Chunk borders that follow the content let stores that deduplicate keep most of a file when few rows change.
# Dictionaries pay for columns of few values and cost time on texts.
_OPTIONS: dict[str, Any] = {
    "version": "2.6",
    "data_page_version": "1.0",
    "compression": "zstd",
    "compression_level": 1,
    "write_statistics": True,
    "write_page_index": True,
    "use_content_defined_chunking": True,
    "store_schema": True,
}
_FEW_VALUES = (
    "tier",
    "rule",
    "surface",
    "language",
    "repository",
    "model_chosen",
    "model_rejected",
    "checkpoint",
)


class Shard(NamedTuple):
    """One written file, still under its temporary name."""

    path: Path
    sha256: str
    rows: int
    bytes: int


class HashingFile:
    """A file to write to, that knows the SHA-256 of what went in."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._hash = hashlib.sha256()
        self.closed = False

    def write(self, data: Any) -> int:
        self._hash.update(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        self.closed = True
        self._file.close()

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


class ShardWriter:
    """Writes the row groups of one layout and split, opening a new file when one is full."""

    def __init__(
        self, folder: Path, schema: pa.Schema, *, max_rows: int = SHARD_ROWS, max_bytes: int = SHARD_BYTES
    ) -> None:
        self._folder, self._schema = folder, schema
        self._max_rows, self._max_bytes = max_rows, max_bytes
        self._shards: list[Shard] = []
        self._writer: pq.ParquetWriter | None = None
        self._rows = self._bytes = 0

    def write(self, group: pa.Table, size: int) -> None:
        """Adds one row group of `size` bytes of rows; an empty one leaves no trace.

        The size is the caller's, taken from the rows: a table's own size depends on how it was made.
        """
        if not len(group):
            return
        if self._writer is None:
            self._open()
        assert self._writer is not None
        self._writer.write_table(group, row_group_size=len(group))
        self._rows += len(group)
        self._bytes += size
        if self._rows >= self._max_rows or self._bytes >= self._max_bytes:
            self._close()

    def finish(self) -> list[Shard]:
        self._close()
        return self._shards

    def abandon(self) -> None:
        """Closes the file at hand without counting it."""
        if self._writer is not None:
            self._file.close()
            self._writer = None

    def _open(self) -> None:
        self._path = self._folder / f"{len(self._shards):05d}.parquet"
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = HashingFile(self._path)
        self._writer = pq.ParquetWriter(self._file, self._schema, **options(self._schema))
        self._rows = self._bytes = 0

    def _close(self) -> None:
        if self._writer is None:
            return
        self._writer.close()
        self._writer = None
        self._file.close()
        size = self._path.stat().st_size
        self._shards.append(Shard(self._path, self._file.hexdigest(), self._rows, size))


def options(schema: pa.Schema) -> dict[str, Any]:
    """The writer options for a schema: everything that shapes the bytes."""
    return {**_OPTIONS, "use_dictionary": [name for name in schema.names if name in _FEW_VALUES]}


def shard_name(layout: str, split: str, index: int, count: int) -> str:
    return f"{layout}/{split}-{index:05d}-of-{count:05d}.parquet"
