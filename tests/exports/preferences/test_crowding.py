from random import Random
from time import process_time

from exports.preferences.crowding import bounded
from exports.preferences.cutoffs import Cutoffs
from exports.preferences.derivation import derive
from telemetry.contracts import CleanInteraction
from tests.exports.preferences.build import GROUP, accepted, candidate, clean, dismissed, retained, shown, signal

KEPT = (shown(), accepted(), retained(300, 1.0))
SUM = "    return a + b"


def answers(number: int, people: int) -> list[CleanInteraction]:
    """One prompt, answered `number` times: each time SUM is kept and something of its own refused."""
    return [
        clean(
            candidate("x", SUM, *KEPT),
            candidate("y", f"    return values_{i}[{i}] - {i}", shown(), dismissed(reason="explicit", visible_ms=2000)),
            name=f"i{i}",
            developer=f"d{i % people}",
        )
        for i in range(number)
    ]


def names(members: list[CleanInteraction]) -> set[str]:
    return {member.interaction.interaction_id for member in members}


def test_a_small_group_stays_whole() -> None:
    members = answers(3, people=1)
    assert bounded(members, 6) == (members, 0)


def test_one_persons_repetitions_take_no_one_elses_place() -> None:
    """Room for three interactions of two answers: of the flooder's twenty only one stays beside the two others'."""
    flood = answers(20, people=1)
    others = [
        clean(candidate("x", SUM, *KEPT), candidate("y", "    return 0"), name=name, developer=name) for name in "pq"
    ]
    taken, left_out = bounded([*flood, *others], 6)
    assert {"p", "q"} < names(taken)
    assert (len(taken), left_out) == (3, 38)


def test_the_same_ones_stay_in_any_order() -> None:
    members = answers(50, people=7)
    shuffled = Random(4).sample(members, len(members))
    assert bounded(members, 20) == bounded(shuffled, 20)


def test_of_a_wide_interaction_the_answers_somebody_judged_stay() -> None:
    unseen = [candidate(f"a{i:04}", f"    return {i}", shown()) for i in range(500)]
    (taken,), left_out = bounded([clean(*unseen, candidate("z", SUM, *KEPT))], 3)
    assert [one.candidate_id for one in taken.interaction.candidates] == ["a0000", "a0001", "z"]
    assert left_out == 498


def test_of_many_picks_as_many_stay_as_candidates_may() -> None:
    picks = [signal("candidates.compared", at, outcome="tie") for at in range(9)]
    (taken,), left_out = bounded([clean(candidate("x", SUM), signals=picks)], 4)
    assert (len(taken.interaction.signals), left_out) == (4, 0)


def test_what_is_left_out_is_counted() -> None:
    result = derive(GROUP, answers(10, people=10), cutoffs=Cutoffs(candidates_per_group=8))
    assert result.reasons["crowded_out"] == 12
    assert [draft for draft in result.drafts if draft.kind == "pair"]


def test_a_crowded_prompt_takes_no_longer_than_a_full_one() -> None:
    """Squared, 3 000 interactions would take a hundred times what 250 take, and gigabytes."""
    before = process_time()
    result = derive(GROUP, answers(3000, people=1500))
    assert (result.failure, result.reasons["crowded_out"]) == ("", 5500)
    assert process_time() - before < 30
