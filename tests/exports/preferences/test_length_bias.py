from exports.preferences.length_bias import Decile, LengthBias, Lengths, acceptance, by_rule, of_pairs

PAIRS = [
    Lengths(rule="rated", chosen=30, rejected=10),
    Lengths(rule="rated", chosen=10, rejected=10),
    Lengths(rule="copied", chosen=5, rejected=15),
]


def test_equal_lengths_count_half() -> None:
    assert of_pairs(PAIRS) == LengthBias(n=3, longer_chosen=0.5, mean_difference=10 / 3)


def test_every_rule_apart() -> None:
    assert by_rule(PAIRS) == {
        "copied": LengthBias(n=1, longer_chosen=0.0, mean_difference=-10.0),
        "rated": LengthBias(n=2, longer_chosen=0.75, mean_difference=10.0),
    }


def test_without_pairs_nothing_is_claimed() -> None:
    assert of_pairs([]) == LengthBias(n=0, longer_chosen=None, mean_difference=None)


def test_acceptance_by_tenth_of_length() -> None:
    """Twenty texts of 1 to 20 characters, of which those up to 10 are taken: two a tenth."""
    found = acceptance([(length, length <= 10) for length in range(20, 0, -1)])
    assert found[0] == Decile(shortest=1, longest=2, accepted=2, n=2)
    assert found[-1] == Decile(shortest=19, longest=20, accepted=0, n=2)
    assert [one.accepted for one in found] == [2] * 5 + [0] * 5


def test_few_texts_make_few_tenths() -> None:
    assert acceptance([(7, True)]) == [Decile(shortest=7, longest=7, accepted=1, n=1)]
