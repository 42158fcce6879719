"""What became of an interaction's candidates, as plain counts: shown, accepted, dismissed; the rest are open."""

from typing import NamedTuple

from telemetry.contracts import Candidate, Interaction


class Outcomes(NamedTuple):
    """Candidates, not signals: one accepted word by word counts once; an acceptance outweighs a dismissal."""

    shown: int
    accepted: int
    dismissed: int


def outcomes(interaction: Interaction) -> Outcomes:
    seen = [candidate for candidate in interaction.candidates if _has(candidate, "candidate.shown")]
    accepted = [candidate for candidate in seen if _did(candidate, "candidate.accepted")]
    dismissed = [c for c in seen if _did(c, "candidate.dismissed") and not _did(c, "candidate.accepted")]
    return Outcomes(len(seen), len(accepted), len(dismissed))


def _has(candidate: Candidate, kind: str) -> bool:
    return any(signal.type == kind for signal in candidate.signals)


def _did(candidate: Candidate, kind: str) -> bool:
    return any(signal.type == kind and signal.actor == "human" for signal in candidate.signals)
