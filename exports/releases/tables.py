"""Writes one kind of record: its canonical table and the layouts made from it, a row group at a time."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from exports.releases.layouts import LAYOUTS, Layout
from exports.releases.parquet import Shard, ShardWriter, shard_name
from exports.releases.recipe import Kind
from exports.releases.row_groups import RowGroups, row_sizes
from exports.releases.rule_statistics import Sums, added, sums
from exports.releases.schema import SCHEMAS, TABLES
from exports.releases.selection import SplitRows

EMPTY_COMPLETION = "empty_completion"
_COUNTED = ("rule", "tier", "language", "model_chosen")


class WrittenFile(NamedTuple):
    path: str  # inside the release
    layout: str
    split: str
    shard: Shard


class KindWriter:
    """Holds at most one row group a split. `counts` are of the canonical rows, by column and value."""

    def __init__(self, folder: Path, kind: Kind, layouts: Iterable[Layout] = LAYOUTS) -> None:
        self._folder, self.kind = folder, kind
        self.layouts = [canonical_layout(kind), *(layout for layout in layouts if layout.kind == kind)]
        self._groups: dict[str, RowGroups] = {}
        self._writers: dict[tuple[str, str], ShardWriter] = {}
        self.left_out: Counter[str] = Counter()  # by layout
        self.counts: dict[str, Counter[str]] = {column: Counter() for column in _COUNTED}
        self.rule_versions: dict[str, int] = {}
        self.rule_sums: dict[str, Sums] = {}
        self.rows = 0

    def add(self, parts: Iterable[SplitRows]) -> None:
        for split, rows in parts:
            groups = self._groups.setdefault(split, RowGroups())
            for group in groups.add(rows):
                self._write(split, group)

    def finish(self) -> list[WrittenFile]:
        for split, groups in self._groups.items():
            for group in groups.rest():
                self._write(split, group)
        return [file for key in sorted(self._writers) for file in _named(*key, self._writers[key].finish())]

    def abandon(self) -> None:
        for writer in self._writers.values():
            writer.abandon()

    def _write(self, split: str, group: pa.Table) -> None:
        self.rows += len(group)
        self._count(group)
        size = int(row_sizes(group).sum())
        for layout in self.layouts:
            table = layout.project(group)
            self.left_out[layout.name] += len(group) - len(table)
            self._writer(layout, split).write(table, size)

    def _writer(self, layout: Layout, split: str) -> ShardWriter:
        key = (layout.name, split)
        if key not in self._writers:
            self._writers[key] = ShardWriter(self._folder / layout.name / split, layout.schema)
        return self._writers[key]

    def _count(self, group: pa.Table) -> None:
        self.rule_sums = added(self.rule_sums, sums(group))
        for column, counter in self.counts.items():
            for entry in pc.value_counts(group.column(column)).to_pylist():
                counter[str(entry["values"])] += entry["counts"]
        for entry in (
            group.select(["rule", "rule_version"]).group_by(["rule", "rule_version"]).aggregate([]).to_pylist()
        ):
            self.rule_versions[entry["rule"]] = max(entry["rule_version"], self.rule_versions.get(entry["rule"], 0))


def canonical_layout(kind: str) -> Layout:
    """The canonical table as a layout: every column, every row."""
    return Layout(TABLES[kind], kind, SCHEMAS[kind], lambda table: table)


def _named(layout: str, split: str, shards: list[Shard]) -> list[WrittenFile]:
    count = len(shards)
    return [
        WrittenFile(shard_name(layout, split, index, count), layout, split, shard) for index, shard in enumerate(shards)
    ]
