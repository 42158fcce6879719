"""What changed between two releases, record by record, in flat memory.

Every canonical file is in order of record id, so both sides are merged like sorted lists, a batch of each
at a time. A record is changed where any column or its split differs.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypedDict

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from exports.releases.schema import SCHEMAS, TABLES

BATCH_ROWS = 4096
CHANGES = ("added", "removed", "changed")

OpenFile = Callable[[str], Any]  # sha256 -> a seekable file


class Side(NamedTuple):
    """One release: its manifest, and how to open its files."""

    manifest: Mapping[str, Any]
    open: OpenFile


class Changes(NamedTuple):
    """Rows of one kind that changed in one way, with their `split`; `changed` shows the new row.

    `columns` says why: how many of the changed rows differ in each column. Empty for rows added or removed.
    """

    kind: str
    change: str
    rows: pa.Table
    columns: Mapping[str, int] = {}


class Counts(TypedDict):
    """Rows of one kind by change; `columns` counts the changed ones by every column they differ in."""

    added: int
    removed: int
    changed: int
    columns: dict[str, int]


def compare(old: Side, new: Side) -> Iterator[Changes]:
    for kind in TABLES:
        if _data_files(old, kind) != _data_files(new, kind):
            yield from _compare_kind(kind, old, new)


def count(changes: Iterator[Changes]) -> dict[str, Counts]:
    """The changes of every kind, counted."""
    rows: Counter[tuple[str, str]] = Counter()
    columns: dict[str, Counter[str]] = {kind: Counter() for kind in TABLES}
    for part in changes:
        rows[part.kind, part.change] += len(part.rows)
        columns[part.kind].update(part.columns)
    return {
        kind: {
            "added": rows[kind, "added"],
            "removed": rows[kind, "removed"],
            "changed": rows[kind, "changed"],
            "columns": dict(sorted(columns[kind].items())),
        }
        for kind in TABLES
    }


def _data_files(side: Side, kind: str) -> list[tuple[str, str]]:
    files = [entry for entry in side.manifest["files"] if entry.get("layout") == TABLES[kind]]
    return [(entry["split"], entry["sha256"]) for entry in files]


def _compare_kind(kind: str, old: Side, new: Side) -> Iterator[Changes]:
    left, right = _Stream(kind, old), _Stream(kind, new)
    while (border := min((last for last in (left.last(), right.last()) if last is not None), default=None)) is not None:
        yield from _compare_tables(kind, left.take(border), right.take(border))


def _compare_tables(kind: str, old: pa.Table, new: pa.Table) -> Iterator[Changes]:
    in_both = pc.is_in(new.column("record_id"), value_set=old.column("record_id"))
    gone = pc.invert(pc.is_in(old.column("record_id"), value_set=new.column("record_id")))
    common_new = new.filter(in_both).sort_by("record_id")
    common_old = old.filter(pc.invert(gone)).sort_by("record_id")
    parts = [
        Changes(kind, "added", new.filter(pc.invert(in_both))),
        Changes(kind, "removed", old.filter(gone)),
        _changed(kind, common_old, common_new),
    ]
    yield from (part for part in parts if len(part.rows))


def _changed(kind: str, old: pa.Table, new: pa.Table) -> Changes:
    """Of two tables of the same records in the same order, the rows that are not equal."""
    found = pa.repeat(pa.scalar(False), len(new))
    columns: dict[str, int] = {}
    for name, mask in differs(old, new).items():
        found = pc.or_(found, mask)
        columns[name] = pc.sum(mask).as_py()
    return Changes(kind, "changed", new.filter(found), columns)


def differs(left: pa.Table, right: pa.Table) -> dict[str, pa.Array]:
    """For tables of the same schema and length: by column that differs at all, in which rows."""
    columns = (
        (name, left.column(name).combine_chunks(), right.column(name).combine_chunks()) for name in left.schema.names
    )
    return {name: _column_differs(one, other) for name, one, other in columns if not one.equals(other)}


def _column_differs(one: pa.Array, other: pa.Array) -> pa.Array:
    if pa.types.is_nested(one.type):  # Arrow has no kernel that compares lists row by row
        return pa.array([left != right for left, right in zip(one.to_pylist(), other.to_pylist(), strict=True)])
    equal = pc.fill_null(pc.equal(one, other), False)
    return pc.invert(pc.or_(equal, pc.and_(pc.is_null(one), pc.is_null(other))))


class _Stream:
    """The rows of one kind in one release, over all splits, in order of record id."""

    def __init__(self, kind: str, side: Side) -> None:
        files: dict[str, list[str]] = {}
        for split, sha256 in _data_files(side, kind):
            files.setdefault(split, []).append(sha256)
        self._schema = SCHEMAS[kind].append(pa.field("split", pa.string()))
        self._splits = [_split_batches(side.open, split, shas, self._schema) for split, shas in files.items()]
        self._heads: list[pa.Table | None] = [next(batches, None) for batches in self._splits]

    def last(self) -> str | None:
        """The record id up to which every split at hand is complete, or None at the end."""
        return min((head.column("record_id")[-1].as_py() for head in self._heads if head is not None), default=None)

    def take(self, border: str) -> pa.Table:
        """The rows up to and including the border."""
        taken = [self._take_from(index, border) for index in range(len(self._heads))]
        return pa.concat_tables([self._schema.empty_table(), *taken])

    def _take_from(self, index: int, border: str) -> pa.Table:
        head = self._heads[index]
        if head is None:
            return self._schema.empty_table()
        count = pc.sum(pc.less_equal(head.column("record_id"), border)).as_py() or 0
        self._heads[index] = head.slice(count) if count < len(head) else next(self._splits[index], None)
        return head.slice(0, count)


def _split_batches(open_file: OpenFile, split: str, shas: Sequence[str], schema: pa.Schema) -> Iterator[pa.Table]:
    for sha256 in shas:
        with open_file(sha256) as file:
            for batch in pq.ParquetFile(file).iter_batches(BATCH_ROWS):
                table = pa.Table.from_batches([batch])
                yield table.append_column("split", pa.repeat(pa.scalar(split), len(table))).cast(schema)
