"""Reading a signal's `data`: the value where it has the expected type, else None."""

import math

from exports.preferences.facts import Fact
from telemetry.contracts import Signal


def text(signal: Signal, key: str) -> str | None:
    value = signal.data.get(key)
    return value if isinstance(value, str) else None


def number(signal: Signal, key: str) -> float | None:
    value = signal.data.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if abs(value) < 1e15 and math.isfinite(value) else None


def flag(signal: Signal, key: str) -> bool | None:
    value = signal.data.get(key)
    return value if isinstance(value, bool) else None


def fact(signal: Signal) -> Fact:
    return Fact(event_id=signal.event_id, at=signal.at, developer=signal.developer)
