"""Whether simulated people behave as published studies saw people behave, and are as fallible."""

import random
from collections import defaultdict
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flywheel.demo.world import WORLDS, World, generate
from flywheel.demo.world.edits import Edit, Kind, apply, compatible
from flywheel.demo.world.people import Role, choose, team

SIZE = 1500
Key = tuple[str, str]


class Seen:
    """A world's events with the quality of every candidate."""

    def __init__(self, world: World, seed: int, size: int = SIZE) -> None:
        stories = list(generate(world, seed, size, None))
        self.events = [event for story in stories for event in story.events]
        self.truths = [truth for story in stories for truth in story.truths]
        by_event = {truth["event_id"]: truth for truth in self.truths if truth["what"] == "text"}
        self.generated: dict[Key, dict[str, Any]] = {
            (event["interaction_id"], event["candidate_id"]): by_event[event["event_id"]]
            for event in self.events
            if event["type"] == "candidate.generated"
        }

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["type"] == kind]

    def keys(self, kind: str) -> set[Key]:
        return {(event["interaction_id"], event["candidate_id"]) for event in self.of(kind)}


@cache
def seen(name: str) -> Seen:
    return Seen(WORLDS[name], 5)


@pytest.mark.parametrize("seed", [1, 2])
def test_about_a_third_of_completions_is_accepted(seed: int) -> None:
    """The 21-programmer study saw 385 of 1,150."""
    world = Seen(replace(WORLDS["typical"], scenes=(("completion", 1.0),), bots=0, bot_share=0.0), seed, 600)
    assert 0.27 < len(world.keys("candidate.accepted")) / len(world.keys("candidate.shown")) < 0.42


@pytest.mark.parametrize(("name", "low", "high"), [("calm", 0.5, 0.7), ("typical", 0.65, 0.85), ("noisy", 0.7, 0.9)])
def test_the_first_of_two_is_picked_more_often(name: str, low: float, high: float) -> None:
    """Copilot Arena saw 82 % of picks on the top one."""
    picks = [event["data"] for event in seen(name).of("candidates.compared") if event["data"]["outcome"] == "picked"]
    first = sum(pick["positions"][pick["chosen"]] == 0 for pick in picks)
    assert low < first / len(picks) < high


def test_most_of_what_is_accepted_is_still_there_ten_minutes_later() -> None:
    """The study: 87 % of the text on average, 91 % after half a minute."""
    kept = defaultdict(list)
    for event in seen("typical").of("candidate.retained"):
        if "fraction" in event["data"]:
            kept[event["data"]["after_s"]].append(event["data"]["fraction"])
    assert set(kept) == {15, 30, 120, 300, 600}
    assert 0.78 < sum(kept[600]) / len(kept[600]) < 0.93
    assert sum(kept[30]) / len(kept[30]) > sum(kept[600]) / len(kept[600])


@pytest.mark.parametrize("name", WORLDS)
def test_people_are_right_more_often_than_not_and_far_from_always(name: str) -> None:
    """What is accepted beats what is dismissed at the same prompt, but never so often that it could be believed."""
    world = seen(name)
    accepted, dismissed = world.keys("candidate.accepted"), world.keys("candidate.dismissed")
    by_task = defaultdict(list)
    for key, truth in world.generated.items():
        by_task[truth["task"]].append((key, truth["quality"]))
    pairs = [
        (one[1], other[1]) if one[0] in accepted else (other[1], one[1])
        for found in by_task.values()
        for one, other in combinations(found, 2)
        if (one[0] in accepted and other[0] in dismissed) or (other[0] in accepted and one[0] in dismissed)
    ]
    right = sum(kept > left for kept, left in pairs) / len(pairs)
    assert len(pairs) > 80
    assert 0.5 < right < 0.85


def test_longer_texts_are_not_better_ones() -> None:
    same = defaultdict(list)
    for truth in seen("typical").generated.values():
        same[truth["task"]].append(truth)
    pairs = [
        pair for found in same.values() for pair in combinations(found, 2) if pair[0]["works"] and pair[1]["works"]
    ]
    clear = [
        (one["length"] > other["length"]) == (one["quality"] > other["quality"])
        for one, other in pairs
        if one["length"] != other["length"] and one["quality"] != other["quality"]
    ]
    assert 0.3 < sum(clear) / len(clear) < 0.6


def test_tests_tell_the_truth_but_for_flaky_ones_and_machines_that_fail() -> None:
    world = seen("noisy")
    edited = world.keys("candidate.edited")
    runs = [
        (event["data"]["passed"], world.generated[key]["works"])
        for event in world.of("outcome.reported")
        if (key := (event["interaction_id"], event.get("candidate_id", ""))) in world.generated
        and key not in edited
        and event["data"]["kind"] == "test"
    ]
    said = [(passed, works) for passed, works in runs if passed is not None]
    assert any(passed is None for passed, _ in runs)
    assert 0.8 < sum(passed == works for passed, works in said) / len(said) < 0.97


def test_who_sees_clearly_picks_better() -> None:
    def accuracy(error: float) -> float:
        plain = replace(WORLDS["typical"], perception_error=error, glance=0.0, scenes=(("comparison", 1.0),))
        world = Seen(plain, 2, 700)
        picks = [
            (event["interaction_id"], event["data"])
            for event in world.of("candidates.compared")
            if event["data"]["outcome"] == "picked"
        ]
        right: list[bool] = [
            world.generated[name, pick["chosen"]]["quality"] > world.generated[name, pick["rejected"][0]]["quality"]
            for name, pick in picks
        ]
        return sum(right) / len(right)

    assert accuracy(0.02) > accuracy(0.5) + 0.1


def test_nothing_in_an_id_tells_who_is_who() -> None:
    people = team(WORLDS["adversarial"], random.Random(1))
    honest = [int(person.developer_id[4:]) for person in people if person.role is Role.HONEST]
    others = [int(person.developer_id[4:]) for person in people if person.role is not Role.HONEST]
    assert min(honest) < min(others)
    assert max(others) < max(honest)


def test_choices_follow_utility_at_low_temperature_and_chance_at_high() -> None:
    rng = random.Random(1)
    assert {choose([0.1, 0.9, 0.3], 0.01, rng) for _ in range(100)} == {1}
    assert {choose([0.1, 0.9, 0.3], 100.0, rng) for _ in range(100)} == {0, 1, 2}


@given(st.text("ab", min_size=12, max_size=12), st.sets(st.integers(0, 11), max_size=4))
def test_compatible_edits_leave_the_rest_alone(body: str, places: set[int]) -> None:
    chosen: list[Edit] = []
    for place in sorted(places):
        edit = Edit("x", Kind.NEUTRAL, ((place, place + 1, "Z"),))
        if compatible(edit, chosen):
            chosen.append(edit)
    changed = {edit.spans[0][0] for edit in chosen}
    assert apply(body, chosen) == "".join("Z" if at in changed else letter for at, letter in enumerate(body))


def test_where_the_tests_failed_before_they_fail_whatever_is_put_in() -> None:
    broken = replace(WORLDS["calm"], broken_suite=1.0, flaky=0.0, infrastructure=0.0, scenes=(("tried", 1.0),))
    runs = [event["data"] for event in Seen(broken, 1, 60).of("outcome.reported") if event["data"]["kind"] == "test"]
    assert len(runs) > 60
    assert not any(run["passed"] for run in runs)
