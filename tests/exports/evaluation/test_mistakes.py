"""The surest wrong pairs of each rule."""

from exports.evaluation.judging import judge_pairs
from exports.evaluation.mistakes import mistakes
from tests.exports.evaluation.build import pair, truth

KNOWN = truth({"good": 0.9, "also good": 0.9, "bad": 0.1})


def test_the_surest_wrong_and_tied_pairs_of_each_rule_come_with_what_made_them_sure() -> None:
    rows = [
        pair("bad", "good", record_id="a", rule="one", confidence=0.6),
        pair("bad", "good", record_id="b", rule="one", confidence=0.9, signals='{"dwell_ms":900}'),
        pair("good", "also good", record_id="c", rule="one", confidence=0.7),
        pair("good", "bad", record_id="d", rule="one", confidence=1.0),
        pair("bad", "also good", record_id="e", rule="two", confidence=0.5),
        pair("bad", "never heard of", record_id="f", rule="two", confidence=0.5),
    ]
    found = mistakes(judge_pairs(rows, KNOWN), KNOWN, a_rule=1)
    assert [(one.rule, one.verdict, one.record_id) for one in found] == [
        ("one", "tie", "c"),
        ("one", "wrong", "b"),
        ("two", "wrong", "e"),
    ]
    assert (found[1].quality_chosen, found[1].quality_rejected, bytes(found[1].signals)) == (
        0.1,
        0.9,
        b'{"dwell_ms":900}',
    )
