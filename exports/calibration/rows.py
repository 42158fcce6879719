"""What a fit learns from: drafts somebody who knows has judged. Pure."""

from collections.abc import Sequence
from typing import Any, NamedTuple


class Judged(NamedTuple):
    """A draft with its judgement. Rows of one `group` answer the same prompt and are never on both sides of a split;
    `key` is its rule key, `starting` the confidence the rule itself gave."""

    kind: str
    key: str
    rule: str
    group: str
    agrees: bool
    signals: dict[str, Any]
    starting: float


def ordered(rows: Sequence[Judged]) -> list[Judged]:
    """In an order that depends on what the rows say alone, so that sums come out the same from any source."""
    return sorted(rows, key=lambda row: (row.kind, row.key, row.group, row.agrees, repr(sorted(row.signals.items()))))
