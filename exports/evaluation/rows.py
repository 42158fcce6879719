"""A record as evaluation looks at it: what it claims, of which events, and whether it may be released. Pure."""

from typing import NamedTuple


class Row(NamedTuple):
    """Interactions are uids of 32 hexadecimal digits; events are ids, empty where the record names none.

    `held`: an active hold keeps it out of releases. `texts` are those of all its text columns.
    """

    record_id: str
    kind: str
    rule: str
    tier: str
    confidence: float
    label: bool | None = None
    chosen_event: str = ""
    rejected_event: str = ""
    chosen: str = ""
    rejected: str = ""
    interactions: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    held: bool = False
    signals: str = "{}"  # JSON
    texts: tuple[str, ...] = ()


class CleanState(NamedTuple):
    """What cleaning decided about an interaction, with the `stage:reason` of every mark."""

    uid: str
    state: str
    reasons: tuple[str, ...]
