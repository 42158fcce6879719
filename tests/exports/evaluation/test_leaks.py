"""Planted values that came out again."""

from exports.evaluation.leaks import Leak, found_in, leaks
from exports.evaluation.rates import share
from exports.evaluation.truth import Planted, uid_of
from tests.exports.evaluation.build import state, truth


def test_values_are_found_wherever_they_stand() -> None:
    texts = [(str(number), ["same", f"text {number}"]) for number in range(1200)] + [("last", ["my hunter2\nkey"])]
    assert found_in(["hunter2\nkey", "text 700", "nowhere"], texts) == {"hunter2\nkey": ["last"], "text 700": ["700"]}


def test_every_record_that_holds_a_value_is_named() -> None:
    prompt = "password = 'hunter2'"
    assert found_in(["hunter2"], [("1", [prompt]), ("2", ["x", prompt]), ("3", ["x"])]) == {"hunter2": ["1", "2"]}


def test_a_value_does_not_reach_over_two_texts() -> None:
    assert found_in(["ab"], [("1", ["a", "b"]), ("2", ["b"])]) == {}


def test_recall_looks_at_what_went_on_and_precision_at_what_was_touched() -> None:
    known = truth(
        planted=(
            Planted(kind="secret", interaction_id="a", value="s1"),
            Planted(kind="secret", interaction_id="b", value="s2"),
            Planted(kind="personal", interaction_id="dropped", value="ada@x.org"),
        ),
        look_alikes=("d41d8cd9", "a"),
    )
    kept = [(uid_of("a"), "key <SECRET_1> md5 d41d8cd9"), (uid_of("b"), "key s2")]
    states = [state("a", "kept", "redact:known_form"), state("b"), state("c", "kept", "redact:email")]
    found = leaks(known, [("r1", ["clean"]), ("r2", ["key s2"])], kept, states)
    assert found.leaked == {"secret": share(1, 2), "personal": share(0, 1)}
    assert found.missed == (Leak(kind="secret", value="s2", records=("r2",)),)
    assert found.recall == share(1, 2)
    assert found.precision == share(1, 2)
    assert found.look_alikes == share(1, 1)
