"""How much of a candidate was still there, and from when on nobody can say. Pure."""

from collections.abc import Sequence

from exports.preferences import signal_data
from exports.preferences.cutoffs import Cutoffs
from exports.preferences.distance import containment
from exports.preferences.facts import Fact, Observation, Retention
from telemetry.contracts import Signal

_REWRITES = frozenset({"candidate.edited", "candidate.reverted", "candidate.retained"})
_REWRITERS = frozenset({"agent", "formatter"})


def censored_at(signals: Sequence[Signal], since: Fact | None) -> float | None:
    """Seconds after which retention is unknown: the first time anything but a person rewrote the text, or the
    first horizon the client itself calls censored (branch switched, file closed). None: never."""
    moments = [_after_s(one, since) for one in signals if _is_rewrite(one) or _is_censored(one)]
    return min((moment for moment in moments if moment is not None), default=None)


def _is_rewrite(signal: Signal) -> bool:
    if signal.type == "candidate.edited":
        return signal.actor != "human"
    return signal.type in _REWRITES and signal.actor in _REWRITERS


def _is_censored(signal: Signal) -> bool:
    return signal.type == "candidate.retained" and bool(signal.data.get("censored"))


def _after_s(signal: Signal, since: Fact | None) -> float | None:
    told = signal_data.number(signal, "after_s")
    if told is not None:
        return told
    return max(0.0, (signal.at - since.at) / 1000) if since else None


def retention_of(
    text: str, signals: Sequence[Signal], since: Fact | None, censor: float | None
) -> tuple[Retention, ...]:
    """The valid horizons in ascending order, one each; for equal horizons the later measurement holds."""
    measured = [_measure(text, signal, since) for signal in signals]
    valid = [one for one in measured if one and (censor is None or one.after_s < censor)]
    return tuple(horizon for _, horizon in sorted({one.after_s: one for one in valid}.items()))


def _measure(text: str, signal: Signal, since: Fact | None) -> Retention | None:
    after_s, file = _after_s(signal, since), signal_data.text(signal, "text")
    fraction = signal_data.number(signal, "fraction")
    if fraction is None and file is not None:
        fraction = containment(text, file)
    if after_s is None or fraction is None or not 0 <= fraction <= 1:
        return None
    return Retention(
        event_id=signal.event_id,
        at=signal.at,
        developer=signal.developer,
        after_s=after_s,
        fraction=fraction,
        text=file,
    )


def lasting_of(retention: tuple[Retention, ...], cutoffs: Cutoffs) -> Retention | None:
    """R₃₀₀: the first valid measurement at five minutes or later (a lower bound: retention mostly falls)."""
    return next((one for one in retention if one.after_s >= cutoffs.retention_horizon), None)


def best_known(seen: Observation) -> Retention | None:
    """R₃₀₀, or the last valid horizon before it where the rest is censored or not measured."""
    return seen.lasting or (seen.retention[-1] if seen.retention else None)
