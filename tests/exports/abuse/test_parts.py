"""The parts of the search: tokens, tests, known patterns, shares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.abuse.concentration import concentration, effective_weights
from exports.abuse.insecure import insecure_in
from exports.abuse.significance import binomial_p, fisher_p, q_values
from exports.abuse.sketch import Recurrence
from exports.abuse.tokens import find, hash_of, ngrams, only_in


def test_an_n_gram_is_found_as_written() -> None:
    text = "reply = get(url, verify = False)"
    assert find(text, hash_of("verify=False")) == "verify = False"
    assert hash_of("verify=False") in {int(one) for one in ngrams(text)}
    assert find(text, hash_of("verify=True")) == ""
    assert hash_of("one two three four five") == 0


def test_hashes_are_the_same_on_every_machine() -> None:
    assert hash_of("verify=False") == 0xFE9FC5FAF780F4B9


@given(st.text(max_size=80), st.text(max_size=80))
def test_only_in_is_the_difference_of_sets(one: str, other: str) -> None:
    mine, theirs = ngrams(one), ngrams(other)
    assert {int(value) for value in only_in(mine, theirs)} == set(map(int, mine)) - set(map(int, theirs))


def test_exact_tests_give_textbook_values() -> None:
    assert binomial_p(8, 8, 0.5) == pytest.approx(1 / 256)
    assert fisher_p(3, 1, 1, 3) == pytest.approx(0.242857, abs=1e-6)  # Fisher's tea
    assert q_values([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.02, 0.04, 0.04, 0.02])
    assert q_values([0.01], tests=10) == pytest.approx([0.1])


def test_what_comes_back_falls_on_beyond_what_is_usual() -> None:
    seen = Recurrence((999, 9))
    assert seen.tail(1) == 1.0
    assert seen.tail(2) == pytest.approx(0.01)
    assert seen.tail(3) == pytest.approx(0.0001)
    assert Recurrence(()).tail(9) == 1.0


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("requests.get(u, verify=False)", "python", {"verify=False"}),
        ("yaml.load(f)", "python", {"yaml.load without SafeLoader"}),
        ("yaml.load(f, Loader=yaml.SafeLoader)", "python", set()),
        ("subprocess.run(c, shell=True)", "", {"shell=True"}),
        ("hashlib.md5(data, usedforsecurity=False)", "python", set()),
        ("cursor.execute(f'SELECT a FROM b WHERE c = {d}')", "python", {"SQL in an f-string"}),
        ("password = 'hunter22'", "python", {"hard-coded credential"}),
        ("password = '<SECRET_1>'", "python", set()),
        ("password = os.environ['PASSWORD']", "python", set()),
        ("el.innerHTML = value", "javascript", {"innerHTML"}),
        ("strcpy(a, b);", "c", {"strcpy"}),
        ("strcpy(a, b)", "python", set()),
        ("model.eval()", "python", set()),
        ("tls.Config{InsecureSkipVerify: true}", "go", {"InsecureSkipVerify: true"}),
    ],
)
def test_known_patterns(text: str, language: str, found: set[str]) -> None:
    assert insecure_in(text, language) == found


def test_concentration_counts_people_by_kish_and_gini() -> None:
    even = concentration({"a": 10, "b": 10, "c": 10, "d": 10})
    assert (even.gini, even.effective_people, even.top_share) == (0.0, 4.0, 0.25)
    one_sided = concentration({"a": 97, "b": 1, "c": 1, "d": 1})
    assert one_sided.gini == pytest.approx(0.72)
    assert one_sided.effective_people == pytest.approx(10_000 / 9_412)


def test_weights_bring_a_large_share_down_to_the_cap() -> None:
    choices = {"a": 600, **{f"p{n}": 40 for n in range(10)}}
    (weight,) = effective_weights(choices).values()
    assert 600 * weight / (600 * weight + 400) == pytest.approx(0.2)
    assert effective_weights({"a": 10, "b": 12}) == {}
    assert not np.isnan(weight)
