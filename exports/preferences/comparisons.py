"""Side-by-side picks of a person. Pure."""

from collections.abc import Iterable

from exports.preferences import signal_data
from exports.preferences.facts import Comparison, Ref
from telemetry.contracts import Interaction, Signal


def comparisons_of(interaction: Interaction) -> list[Comparison]:
    picks = (one for one in interaction.signals if one.type == "candidates.compared" and one.actor == "human")
    return [_comparison(interaction, one) for one in picks]


def _comparison(interaction: Interaction, signal: Signal) -> Comparison:
    chosen = signal_data.text(signal, "chosen")
    positions = _positions(signal)
    others = {*_names(signal.data.get("rejected")), *positions} - {chosen}
    return Comparison(
        event_id=signal.event_id,
        at=signal.at,
        developer=signal.developer,
        outcome=signal_data.text(signal, "outcome") or "",
        chosen=Ref(interaction.uid, chosen) if chosen else None,
        others=tuple(Ref(interaction.uid, name) for name in sorted(others)),
        positions=positions,
        randomized=signal_data.flag(signal, "randomized") is True,
        dwell_ms=_dwell_ms(interaction, signal, {*others, chosen}),
        strength=_strength(signal),
    )


def _names(value: object) -> Iterable[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _positions(signal: Signal) -> dict[str, int]:
    value = signal.data.get("positions")
    if not isinstance(value, dict):
        return {}
    return {name: place for name, place in sorted(value.items()) if type(place) is int and place >= 0}


def _dwell_ms(interaction: Interaction, signal: Signal, names: set[str | None]) -> float | None:
    """As measured; else from the moment the last side was shown, where every side was."""
    told = signal_data.number(signal, "dwell_ms")
    if told is not None:
        return told
    sides = [one for one in interaction.candidates if one.candidate_id in names]
    shown = [min((s.at for s in side.signals if s.type == "candidate.shown"), default=None) for side in sides]
    known = [moment for moment in shown if moment is not None]
    return float(signal.at - max(known)) if known and len(known) == len(names - {None}) else None


def _strength(signal: Signal) -> int | None:
    value = signal_data.number(signal, "strength")
    return int(value) if value in (1, 2, 3) else None
