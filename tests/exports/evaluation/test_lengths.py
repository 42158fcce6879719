"""Whether the longer text is chosen more often than it is better."""

from exports.evaluation.judging import judge_pairs
from exports.evaluation.lengths import length_bias
from exports.evaluation.rates import share
from tests.exports.evaluation.build import pair, truth

KNOWN = truth(
    {"short good": 0.9, "long bad": 0.2, "longest good": 0.8, "as long, bad": 0.1},
    lengths={"short good": 100, "long bad": 120, "longest good": 300, "as long, bad": 100},
)


def test_the_longer_text_is_compared_with_the_better_one() -> None:
    rows = [
        pair("long bad", "short good"),  # 1.2 times as long, chosen, and not better
        pair("longest good", "short good"),  # 3 times as long, chosen, and not better
        pair("longest good", "long bad"),  # 2.5 times as long, chosen, and better
        pair("short good", "as long, bad"),  # of one length: says nothing
    ]
    found = length_bias(judge_pairs(rows, KNOWN), KNOWN)
    assert found.longer_chosen == share(3, 3)
    assert found.longer_better == share(1, 3)
    assert found.mean_difference == (20 + 200 + 180) / 3
    assert [(one.low, one.high, one.longer_chosen, one.longer_better) for one in found.bins] == [
        (0.1, 0.3, share(1, 1), share(0, 1)),
        (0.7, 1.4, share(2, 2), share(1, 2)),
    ]
