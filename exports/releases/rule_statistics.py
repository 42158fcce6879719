"""What a release says of each rule: how many records, how sure, and whether length may be what was preferred.

Sums are of integers, so they are the same however the rows were cut into row groups.
"""

from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

PARTS = 10_000  # a confidence is told in ten-thousandths


class Sums(NamedTuple):
    """`confidence` in ten-thousandths; of pairs, how often the chosen text is longer or shorter, and by how many
    bytes in all: bytes of UTF-8, which are known without reading the texts."""

    records: int = 0
    confidence: int = 0
    longer: int = 0
    shorter: int = 0
    difference: int = 0

    def plus(self, other: "Sums") -> "Sums":
        return Sums(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


def sums(rows: pa.Table) -> dict[str, Sums]:
    """By rule, of canonical rows."""
    confidence = pc.cast(pc.round(pc.multiply(rows.column("confidence"), PARTS)), pa.int64())
    columns = {"rule": rows.column("rule"), "confidence": confidence, **_lengths(rows)}
    names = [name for name in columns if name != "rule"]
    grouped = pa.table(columns).group_by("rule").aggregate([([], "count_all"), *((name, "sum") for name in names)])
    return {
        str(row["rule"]): Sums(row["count_all"], **{name: int(row[f"{name}_sum"]) for name in names})
        for row in grouped.to_pylist()
    }


def _lengths(rows: pa.Table) -> dict[str, Any]:
    if "chosen" not in rows.column_names:
        return {}
    difference = pc.cast(
        pc.subtract(pc.binary_length(rows.column("chosen")), pc.binary_length(rows.column("rejected"))), pa.int64()
    )
    return {
        "longer": pc.cast(pc.greater(difference, 0), pa.int64()),
        "shorter": pc.cast(pc.less(difference, 0), pa.int64()),
        "difference": difference,
    }


def added(found: dict[str, Sums], more: dict[str, Sums]) -> dict[str, Sums]:
    return {**found, **{rule: found.get(rule, Sums()).plus(one) for rule, one in more.items()}}


def total(found: dict[str, Sums]) -> Sums:
    whole = Sums()
    for one in found.values():
        whole = whole.plus(one)
    return whole


def mean_confidence(one: Sums) -> float:
    return round(one.confidence / (PARTS * one.records), 4)


def length_bias(one: Sums) -> dict[str, Any]:
    """`longer`: the share of pairs of different length whose chosen text is the longer one, null without such pairs;
    `difference`: by how many bytes the chosen text is longer, on average."""
    differ = one.longer + one.shorter
    return {
        "pairs": one.records,
        "longer": round(one.longer / differ, 4) if differ else None,
        "difference": round(one.difference / one.records, 1),
    }
