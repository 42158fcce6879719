"""The rows of a diff as NDJSON, line by line, or as one Parquet file made on disk."""

import tempfile
from collections.abc import Iterator
from typing import IO

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from exports.releases.diff import Changes
from exports.releases.schema import SCHEMAS

_HEAD = [pa.field("change", pa.string()), pa.field("kind", pa.string())]
_ALL = pa.unify_schemas([*SCHEMAS.values(), pa.schema([pa.field("split", pa.string())])])
SCHEMA = pa.schema([*_HEAD, *(field.with_nullable(True) for field in _ALL)])


def ndjson(changes: Iterator[Changes]) -> Iterator[bytes]:
    """One object a line: `change`, `kind`, `split` and the record's columns."""
    encoder = msgspec.json.Encoder()
    for part in changes:
        for row in part.rows.to_pylist():
            yield encoder.encode({"change": part.change, "kind": part.kind, **row}) + b"\n"


def parquet(changes: Iterator[Changes]) -> IO[bytes]:
    """The same rows in one table over all kinds; columns a kind does not have are null."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it has been sent
    with pq.ParquetWriter(file, SCHEMA, compression="zstd") as writer:
        for part in changes:
            writer.write_table(_widened(part))
    file.seek(0)
    return file


def _widened(part: Changes) -> pa.Table:
    rows = part.rows
    constant = {"change": part.change, "kind": part.kind}
    columns = [
        pa.repeat(pa.scalar(constant[field.name], field.type), len(rows))
        if field.name in constant
        else rows.column(field.name)
        if field.name in rows.column_names
        else pa.nulls(len(rows), field.type)
        for field in SCHEMA
    ]
    return pa.Table.from_arrays(columns, schema=SCHEMA)
