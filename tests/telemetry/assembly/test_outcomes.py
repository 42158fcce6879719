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
    ) == Outcomes(shown=4, accepted=2, dismissed=1, reaction_ms=1)


def test_only_people_accept_and_dismiss() -> None:
    seen = candidate("c", "shown", actor="system")
    by_policy = Candidate(
        candidate_id="c", signals=(*seen.signals, *candidate("p", "accepted", actor="policy").signals)
    )
    by_timer = Candidate(candidate_id="d", signals=(*seen.signals, *candidate("t", "dismissed", actor="timer").signals))
    assert counted(by_policy, by_timer) == Outcomes(shown=2, accepted=0, dismissed=0)


def at(kind: str, moment: int, actor: str = "human", **data: object) -> Signal:
    return Signal(event_id=f"{kind}-{moment}", type=kind, at=moment, actor=actor, data=data)


def test_the_reaction_is_the_shortest_from_shown_to_a_persons_own_decision() -> None:
    slow = Candidate(candidate_id="a", signals=(at("candidate.shown", 0), at("candidate.accepted", 900)))
    quick = Candidate(
        candidate_id="b", signals=(at("candidate.shown", 1000), at("candidate.dismissed", 1400, reason="explicit"))
    )
    assert counted(slow, quick).reaction_ms == 400


def test_typing_on_a_policy_and_a_clock_gone_back_are_no_reaction() -> None:
    shown = at("candidate.shown", 100)
    assert counted(Candidate(candidate_id="a", signals=(shown, at("candidate.dismissed", 140)))).reaction_ms is None
    policy = at("candidate.accepted", 101, actor="policy")
    assert counted(Candidate(candidate_id="a", signals=(shown, policy))).reaction_ms is None
    assert counted(Candidate(candidate_id="a", signals=(shown, at("candidate.accepted", 50)))).reaction_ms is None


def test_a_pick_answers_the_last_side_shown_and_a_decision_the_proposal_before_it() -> None:
    sides = tuple(
        Candidate(candidate_id=name, signals=(at("candidate.shown", moment),)) for name, moment in (("a", 0), ("b", 70))
    )
    picked = Interaction(uid="0" * 32, interaction_id="i", candidates=sides, signals=(at("candidates.compared", 2070),))
    assert outcomes(picked).reaction_ms == 2000
    calls = (at("tool.proposed", 0), at("tool.decided", 600), at("tool.proposed", 700), at("tool.decided", 1000))
    assert outcomes(Interaction(uid="0" * 32, interaction_id="i", signals=calls)).reaction_ms == 300
