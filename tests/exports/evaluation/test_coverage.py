"""How many comparable groups gave a pair, and the curve of accuracy over it."""

from exports.evaluation.coverage import Claim, Groups, at_coverage, coverage, curve
from exports.evaluation.rates import share
from exports.evaluation.truth import Planted, uid_of
from tests.exports.evaluation.build import truth

KNOWN = truth(comparable=(("a", "again a"), ("b",), ("c",), ("d",)))


def claim(confidence: float, right: bool, *interactions: str) -> Claim:
    return Claim(confidence, right, tuple(uid_of(name) for name in interactions))


def test_a_group_counts_once_whichever_of_its_interactions_gave_a_pair() -> None:
    claims = [claim(0.9, True, "a"), claim(0.9, True, "again a"), claim(0.9, True, "b"), claim(0.9, True, "elsewhere")]
    assert coverage(claims, Groups(KNOWN)) == share(2, 4)


def test_groups_of_planted_data_alone_need_no_pair() -> None:
    bot = Planted(kind="bot", interaction_id="b")
    assert Groups(truth(comparable=(("a",), ("b",)), planted=(bot,))).total == 1


def test_a_group_is_covered_by_what_repeats_its_interaction() -> None:
    copy = Planted(kind="near_duplicate", interaction_id="copy of b", of="b")
    known = truth(comparable=(("a",), ("b",)), planted=(copy,))
    assert coverage([claim(0.9, True, "copy of b")], Groups(known)) == share(1, 2)


def test_the_curve_goes_from_the_surest_claims_to_all() -> None:
    claims = [claim(0.6, False, "c"), claim(0.9, True, "a"), claim(0.9, True, "b"), claim(0.7, True, "a")]
    found = curve(claims, Groups(KNOWN))
    assert [(one.confidence, one.accuracy, one.coverage) for one in found] == [
        (0.9, share(2, 2), share(2, 4)),
        (0.7, share(3, 3), share(2, 4)),
        (0.6, share(3, 4), share(3, 4)),
    ]


def test_a_curve_of_many_claims_keeps_its_end() -> None:
    claims = [claim(number / 1000, True, "a") for number in range(1000)]
    found = curve(claims, Groups(KNOWN), points=20)
    assert len(found) <= 21
    assert found[-1].accuracy == share(1000, 1000)


def test_the_surest_cut_at_a_coverage() -> None:
    found = curve([claim(0.9, True, "a"), claim(0.6, False, "b")], Groups(KNOWN))
    assert at_coverage(found, 0.25) == found[0]
    assert at_coverage(found, 0.5) == found[1]
    assert at_coverage(found, 0.75) is None
