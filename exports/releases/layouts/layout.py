"""What a layout is: a pure projection of one canonical table into the columns a trainer reads."""

from collections.abc import Callable
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc


class Layout(NamedTuple):
    """`project` takes a canonical table of `kind` and returns a table with `schema`, at most as many rows.

    Rows it leaves out hold an empty completion, which gives a trainer no token to score.
    """

    name: str
    kind: str
    schema: pa.Schema
    project: Callable[[pa.Table], pa.Table]


def without_empty(table: pa.Table, *columns: str) -> pa.Table:
    """The rows where none of the text columns is empty."""
    keep = [pc.greater(pc.binary_length(table.column(name)), 0) for name in columns]
    mask = keep[0]
    for other in keep[1:]:
        mask = pc.and_(mask, other)
    return table if pc.all(mask).as_py() in (True, None) else table.filter(mask)


def required(*columns: tuple[str, pa.DataType]) -> pa.Schema:
    return pa.schema([pa.field(name, type_, nullable=False) for name, type_ in columns])
