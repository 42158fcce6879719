"""What became of an interaction's candidates, as plain counts: shown, accepted, dismissed; the rest are open."""

from collections.abc import Iterator
from typing import NamedTuple

from telemetry.contracts import Candidate, Interaction, Signal

_REACTION_MAX = 2**31 - 1  # what the column holds


class Outcomes(NamedTuple):
    """Candidates, not signals: one accepted word by word counts once; an acceptance outweighs a dismissal.

    `reaction_ms`: from what was shown, or proposed, to a person's first decision about it, the shortest in the
    interaction; None where nobody decided.
    """

    shown: int
    accepted: int
    dismissed: int
    reaction_ms: int | None = None


def outcomes(interaction: Interaction) -> Outcomes:
    seen = [candidate for candidate in interaction.candidates if _has(candidate, "candidate.shown")]
    accepted = [candidate for candidate in seen if _did(candidate, "candidate.accepted")]
    dismissed = [c for c in seen if _did(c, "candidate.dismissed") and not _did(c, "candidate.accepted")]
    return Outcomes(len(seen), len(accepted), len(dismissed), min(_reactions(interaction), default=None))


def _reactions(interaction: Interaction) -> Iterator[int]:
    for candidate in interaction.candidates:
        yield from _reaction(_first(candidate.signals, "candidate.shown"), _decision(candidate.signals))
    shown = [_first(candidate.signals, "candidate.shown") for candidate in interaction.candidates]
    latest = max((signal for signal in shown if signal), key=lambda signal: signal.at, default=None)
    yield from _reaction(latest, _first(interaction.signals, "candidates.compared", actor="human"))
    yield from _tool_reactions(interaction.signals)


def _tool_reactions(signals: tuple[Signal, ...]) -> Iterator[int]:
    """Each decision answers the proposal before it."""
    proposed: Signal | None = None
    for signal in signals:
        if signal.type == "tool.proposed":
            proposed = signal
        elif signal.type == "tool.decided" and signal.actor == "human":
            yield from _reaction(proposed, signal)
            proposed = None


def _reaction(shown: Signal | None, decided: Signal | None) -> Iterator[int]:
    if shown and decided and decided.at >= shown.at:
        yield min(decided.at - shown.at, _REACTION_MAX)


def _decision(signals: tuple[Signal, ...]) -> Signal | None:
    """The first thing a person did to it on purpose: typing on is no answer to what was just shown."""
    return next((signal for signal in signals if signal.actor == "human" and _is_decision(signal)), None)


def _is_decision(signal: Signal) -> bool:
    if signal.type == "candidate.dismissed":
        return signal.data.get("reason") == "explicit"
    return signal.type in ("candidate.accepted", "candidate.regenerated")


def _first(signals: tuple[Signal, ...], kind: str, actor: str = "") -> Signal | None:
    return next((one for one in signals if one.type == kind and (not actor or one.actor == actor)), None)


def _has(candidate: Candidate, kind: str) -> bool:
    return any(signal.type == kind for signal in candidate.signals)


def _did(candidate: Candidate, kind: str) -> bool:
    return any(signal.type == kind and signal.actor == "human" for signal in candidate.signals)
