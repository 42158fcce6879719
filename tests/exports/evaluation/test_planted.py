"""What was planted: how much of it is left, and what honest data it cost."""

from exports.evaluation.planted import measure
from exports.evaluation.rates import share
from exports.evaluation.truth import Planted
from tests.exports.evaluation.build import pair, state, truth

QUALITIES = {"good": 0.9, "bad": 0.1}


def test_of_each_planted_set_one_row_may_stay() -> None:
    copies = tuple(Planted(kind="duplicate", interaction_id=name, of="first") for name in ("second", "third"))
    known = truth(QUALITIES, planted=copies)
    both = [pair("good", "bad", "second"), pair("good", "bad", "third"), pair("good", "bad", "unrelated")]
    assert measure(known, both, [], {}).duplicates == share(1, 2)
    assert measure(known, both[:1], [], {}).duplicates == share(0, 2)


def test_held_records_are_not_left() -> None:
    known = truth(QUALITIES, planted=(Planted(kind="benchmark", interaction_id="humaneval"),))
    row = pair("good", "bad", "humaneval")
    assert measure(known, [row], [], {}).contaminated.interactions == share(1, 1)
    assert measure(known, [row._replace(held=True)], [], {}).contaminated.interactions == share(0, 1)


def test_a_bots_record_is_one_it_has_a_say_in() -> None:
    known = truth(QUALITIES, planted=(Planted(kind="bot", interaction_id="b1"),), roles={"robot": "bot"})
    honest = pair("good", "bad", "b1", "somebody's", contributors=("q",))
    voted = pair("good", "bad", "b1", contributors=("p",))
    elsewhere = pair("good", "bad", "not told of", contributors=("p", "q"))
    found = measure(known, [honest, voted, elsewhere], [], {"robot": "p"}).bots
    assert (found.interactions, found.records) == (share(1, 1), 2)
    assert measure(known, [honest], [], {"robot": "p"}).bots.records == 0


def test_a_poisoned_pair_makes_the_pattern_win() -> None:
    votes = tuple(
        Planted(kind="poison", interaction_id=name, value="verify=False") for name in ("v1", "v2", "v3", "v4")
    )
    known = truth(QUALITIES, planted=votes, roles={"mallory": "poisoner"})
    rows = [
        pair("bad", "good", "v1", chosen="get(verify=False)", rejected="get()", held=True),
        pair("bad", "good", "v2", chosen="get(verify=False)", rejected="get()"),
        pair("good", "bad", "v3", chosen="get()", rejected="get(verify=False)"),
        pair("good", "bad", "v3", chosen="get(verify=False, timeout=3)", rejected="get(verify=False)"),
        pair("good", "bad", "honest"),
        pair("bad", "good", "honest too", held=True),
        pair("good", "bad", "elsewhere", contributors=("m",), held=True),
    ]
    found = measure(known, rows, [], {"mallory": "m"}).poison
    assert found.held == share(1, 2)
    assert found.honest_held == share(1, 2)
    assert found.kept_from_records == 1


def test_what_cleaning_did_to_honest_interactions() -> None:
    known = truth(planted=(Planted(kind="bot", interaction_id="b"),))
    states = [
        state("a", "held", "mark:odd"),
        state("b", "held", "mark:odd"),
        state("c"),
        state("d", "dropped", "mark:empty"),
    ]
    found = measure(known, [], states, {})
    assert found.honest_held == share(1, 3)
    assert found.reasons == {"mark:empty": share(1, 1), "mark:odd": share(1, 2)}
