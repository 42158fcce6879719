"""Cuts a stream of rows into row groups whose borders depend on the rows alone, never on how they arrived."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

MAX_ROWS = 10_000
MAX_BYTES = 16 * 1024 * 1024  # of text, before compression: what one split holds in memory
_TEXTS = ("prompt", "chosen", "rejected", "completion")
_ROW_OVERHEAD = 512  # lineage columns, roughly


class RowGroups:
    """Yields a table each time a group is full: at MAX_ROWS, or at the row that reaches MAX_BYTES."""

    def __init__(self, max_rows: int = MAX_ROWS, max_bytes: int = MAX_BYTES) -> None:
        self._max_rows, self._max_bytes = max_rows, max_bytes
        self._pending: list[pa.Table] = []
        self._rows = self._bytes = 0

    def add(self, table: pa.Table) -> Iterator[pa.Table]:
        ends = np.cumsum(row_sizes(table))
        start = 0
        while start < len(table):
            taken = self._fitting(ends, start)
            self._take(table.slice(start, taken), int(ends[start + taken - 1] - (ends[start - 1] if start else 0)))
            start += taken
            if self._rows >= self._max_rows or self._bytes >= self._max_bytes:
                yield self._flush()

    def rest(self) -> Iterator[pa.Table]:
        if self._rows:
            yield self._flush()

    def _fitting(self, ends: npt.NDArray[np.int64], start: int) -> int:
        before = ends[start - 1] if start else 0
        reaching = int(np.searchsorted(ends, before + self._max_bytes - self._bytes)) + 1
        return min(reaching, len(ends), start + self._max_rows - self._rows) - start

    def _take(self, table: pa.Table, size: int) -> None:
        self._pending.append(table)
        self._rows += len(table)
        self._bytes += size

    def _flush(self) -> pa.Table:
        group = pa.concat_tables(self._pending).combine_chunks()
        self._pending, self._rows, self._bytes = [], 0, 0
        return group


def row_sizes(table: pa.Table) -> npt.NDArray[np.int64]:
    """Bytes of each row, by its texts."""
    total = np.full(len(table), _ROW_OVERHEAD, dtype=np.int64)
    for name in _TEXTS:
        if name in table.column_names:
            total += pc.binary_length(table.column(name)).to_numpy()
    return total
