import random
from typing import Any

import pytest

from exports.calibration.gold import Answer, settled
from exports.calibration.people import Told, reliabilities
from exports.calibration.positions import position_shares
from exports.preferences.facts import Comparison, Ref


def test_people_who_disagree_with_the_others_are_found_unreliable() -> None:
    chance = random.Random(4)
    skills = {"ada": 0.95, "bob": 0.9, "cyd": 0.85, "dan": 0.55}
    told = [
        Told(f"q{number}", person, "a" if chance.random() < skill else "b")
        for number in range(300)
        for person, skill in skills.items()
    ]
    found = reliabilities(told, {})
    assert found == pytest.approx(skills, abs=0.06)
    assert reliabilities(reversed(told), {}) == found


def test_outcomes_teach_about_somebody_nobody_else_answered_with() -> None:
    told = [Told(f"q{number}", "eve", "a") for number in range(20)]
    assert reliabilities(told, {}) == {"eve": 0.8}  # nothing is known, so what is usual
    usual = (0 + 50 * 0.8) / (20 + 50)
    found = reliabilities(told, {f"q{number}": "b" for number in range(20)})
    assert found["eve"] == pytest.approx((0 + 10 * usual) / (20 + 10), abs=1e-4)


def test_a_person_of_few_answers_stays_near_what_is_usual() -> None:
    told = [Told("q", "eve", "b")]
    usual = 50 * 0.8 / 51
    assert reliabilities(told, {"q": "a"})["eve"] == pytest.approx(10 * usual / 11, abs=1e-4)


def test_somebody_who_said_both_said_nothing() -> None:
    told = [Told("q", "eve", "a"), Told("q", "eve", "b")]
    assert reliabilities(told, {"q": "a"}) == {"eve": 0.8}


def pick(place: int, sides: int = 2, **values: Any) -> Comparison:
    names = [f"c{number}" for number in range(sides)]
    told: dict[str, Any] = {
        "event_id": "",
        "at": 0,
        "outcome": "picked",
        "chosen": Ref("u", names[place]),
        "others": tuple(Ref("u", name) for name in names if name != names[place]),
        "positions": {name: number for number, name in enumerate(names)},
        "randomized": True,
        **values,
    }
    return Comparison(**told)


def test_shares_of_picks_by_place_are_shrunk_towards_the_published_ones() -> None:
    found = position_shares([pick(0)] * 30 + [pick(1)] * 20)
    assert found == {2: (round((30 + 41) / 100, 4), round((20 + 9) / 100, 4))}  # 50 picks as Copilot Arena saw them
    assert position_shares([pick(2, sides=3)])[3] == pytest.approx((41 / 51, 4.5 / 51, 5.5 / 51), abs=1e-4)


@pytest.mark.parametrize(
    "values",
    [{"randomized": False}, {"outcome": "tie"}, {"positions": {"c0": 0}}, {"chosen": None}, {"positions": {}}],
)
def test_only_picks_in_random_order_tell_of_places(values: dict[str, Any]) -> None:
    assert position_shares([pick(0, **values)]) == {}


def test_the_last_answer_of_each_person_counts_and_then_the_majority() -> None:
    said = [("q", "ada", "b"), ("q", "bob", "a"), ("q", "ada", "a"), ("q", "cyd", "b"), ("r", "ada", "true")]
    assert settled(Answer(*one) for one in said) == {"q": "a", "r": "true"}


@pytest.mark.parametrize(
    "said", [[("ada", "a"), ("bob", "b")], [("ada", "tie")], [("ada", "both_bad"), ("bob", "both_bad"), ("cyd", "a")]]
)
def test_ties_are_no_gold(said: list[tuple[str, str]]) -> None:
    assert settled(Answer("q", *one) for one in said) == {}
