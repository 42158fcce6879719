"""What became of candidates, counted as the people who watch acceptance rates count it."""

from telemetry.assembly.outcomes import Outcomes, outcomes
from telemetry.contracts import Candidate, Interaction, Signal


def candidate(name: str, *kinds: str, actor: str = "human") -> Candidate:
    signals = tuple(
        Signal(event_id=f"{name}-{number}", type=f"candidate.{kind}", at=number, actor=actor)
        for number, kind in enumerate(kinds)
    )
    return Candidate(candidate_id=name, signals=signals)


def counted(*candidates: Candidate) -> Outcomes:
    return outcomes(Interaction(uid="0" * 32, interaction_id="i", candidates=candidates))


def test_each_candidate_counts_once_and_acceptance_outweighs_dismissal() -> None:
    assert counted(
        candidate("words", "shown", "accepted", "accepted"),
        candidate("both", "shown", "dismissed", "accepted"),
        candidate("gone", "shown", "dismissed"),
        candidate("open", "shown"),
        candidate("filtered"),
    ) == Outcomes(shown=4, accepted=2, dismissed=1)


def test_only_people_accept_and_dismiss() -> None:
    seen = candidate("c", "shown", actor="system")
    by_policy = Candidate(
        candidate_id="c", signals=(*seen.signals, *candidate("p", "accepted", actor="policy").signals)
    )
    by_timer = Candidate(candidate_id="d", signals=(*seen.signals, *candidate("t", "dismissed", actor="timer").signals))
    assert counted(by_policy, by_timer) == Outcomes(shown=2, accepted=0, dismissed=0)
