"""Which labels are right, by rule and by tier."""

from exports.evaluation.judging import accuracy, judge_labels, judge_pairs
from exports.evaluation.rates import share
from exports.evaluation.rows import Row
from tests.exports.evaluation.build import pair, truth

KNOWN = truth({"good": 0.9, "also good": 0.9, "bad": 0.1})


def test_only_the_strictly_better_text_is_a_right_choice() -> None:
    rows = [
        pair("good", "bad", rule="one"),
        pair("bad", "good", rule="one", tier="low"),
        pair("good", "also good", rule="two"),
        pair("good", "never heard of"),
    ]
    found = accuracy(judge_pairs(rows, KNOWN))
    assert found.right == share(1, 3)
    assert (found.ties, found.wrong, found.unknown) == (1, 1, 1)
    assert found.by_rule == {"one": share(1, 2), "two": share(0, 1)}
    assert found.by_tier == {"high": share(1, 2), "low": share(0, 1)}


def test_texts_that_hardly_differ_are_no_comparison() -> None:
    known = truth({"good": 0.9, "as good": 0.81, "worse": 0.8})
    judged = judge_pairs([pair("as good", "good"), pair("good", "worse"), pair("good", "unheard of")], known)
    assert [one.comparable for one in judged] == [False, True, False]
    found = accuracy(judged)
    assert (found.right, found.comparable) == (share(1, 2), share(1, 1))


def test_a_label_is_right_where_the_text_is_as_good_as_it_says() -> None:
    labels = [("good", True), ("good", False), ("bad", False), ("bad", True), ("bad", False)]
    rows = [
        Row(str(n), "unpaired", "r", "low", 0.6, label=label, chosen_event=event)
        for n, (event, label) in enumerate(labels)
    ]
    assert accuracy(judge_labels(rows, KNOWN)).right == share(3, 5)


def test_kinds_are_judged_apart() -> None:
    rows = [pair("good", "bad"), Row("x", "unpaired", "r", "low", 0.6, label=True, chosen_event="good")]
    assert len(judge_pairs(rows, KNOWN)) == 1
    assert len(judge_labels(rows, KNOWN)) == 1
