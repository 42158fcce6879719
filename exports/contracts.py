"""The frozen values preference rules make. No Django, no clock, no I/O."""

from typing import Any

from telemetry.contracts import Frozen


class Draft(Frozen, frozen=True, kw_only=True):
    """What a rule says about candidates of one group, before it becomes a Record.

    A candidate is named by (interaction uid, candidate_id). Kinds: `pair` sets `chosen` and `rejected`
    (texts), `unpaired` sets `completion` and `label`, `reward` sets `completion` and `reward` (None where the
    outcome is missing: missing is never negative). `events` is the evidence, as event ids.
    """

    kind: str
    rule: str
    rule_version: int
    confidence: float
    tier: str = "standard"
    chosen: str | None = None
    rejected: str | None = None
    completion: str | None = None
    label: bool | None = None
    reward: float | None = None
    reward_components: dict[str, Any] = {}
    margin: float = 0.0
    weight: float = 1.0
    chosen_ref: tuple[str, str] | None = None  # also the completion's, where there is no pair
    rejected_ref: tuple[str, str] | None = None
    propensity: float | None = None
    horizon_s: int | None = None
    contributors: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    observed_at: int = 0
    interactions: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    chosen_event: str = ""  # the event that brought the chosen (or only) text
    rejected_event: str = ""
    signals: dict[str, Any] = {}  # what the confidence was read from, by name: numbers, booleans, names
