"""What those who measure against a simulated world rely on, checked on the stories themselves."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from flywheel.demo.world import WORLDS, Story, generate
from telemetry.ingest.wire import check

SIZE = 1000
TEXTS = {"candidate.generated": "text", "candidate.edited": "final_text", "candidate.retained": "text"}


@cache
def stories(world: str, seed: int = 1, size: int = SIZE) -> tuple[Story, ...]:
    return tuple(generate(WORLDS[world], seed, size, None))


def events(world: str, seed: int = 1) -> list[dict[str, Any]]:
    return [event for story in stories(world, seed) for event in story.events]


def truths(world: str, what: str, kind: str = "") -> list[dict[str, Any]]:
    return [
        truth
        for story in stories(world)
        for truth in story.truths
        if truth["what"] == what and (not kind or truth["kind"] == kind)
    ]


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


@cache
def said_in(world: str) -> dict[str, str]:
    """All text of each interaction."""
    said: dict[str, list[str]] = {}
    for event in events(world):
        said.setdefault(event["interaction_id"], []).extend(strings(event["data"]))
    return {interaction: "\n".join(texts) for interaction, texts in said.items()}


@pytest.mark.parametrize("world", WORLDS)
def test_every_event_is_one_the_wire_contract_accepts(world: str) -> None:
    for event in events(world):
        check.check(check.parse(json.dumps(event).encode()))


@pytest.mark.parametrize("world", WORLDS)
def test_every_event_with_a_text_has_its_truth_and_no_event_id_is_used_twice(world: str) -> None:
    told = [truth["event_id"] for truth in truths(world, "text")]
    sent = events(world)
    with_text = {event["event_id"] for event in sent if event["data"].get(TEXTS.get(event["type"], ""))}
    proposed = {event["event_id"] for event in sent if event["type"] == "tool.proposed"}
    assert set(told) == with_text | proposed
    assert len(told) == len(set(told))
    assert len({event["event_id"] for event in sent}) == len(sent)


def test_the_same_seed_gives_the_same_stories_and_another_gives_others() -> None:
    assert list(generate(WORLDS["noisy"], 7, 60, None)) == list(generate(WORLDS["noisy"], 7, 60, None))
    ids = {event["event_id"] for event in events("typical", 1)}
    assert ids.isdisjoint(event["event_id"] for event in events("typical", 2))


def test_what_is_true_stays_out_of_what_is_sent() -> None:
    known = {"event_id", "type", "occurred_at", "actor", "session_id", "developer_id", "interaction_id", "candidate_id"}
    for event in events("adversarial"):
        assert set(event) <= known | {"data"}
        assert not {"quality", "works", "task", "role", "skill"} & set(event["data"])


def test_as_many_interactions_as_asked_for_on_working_days_before_the_end() -> None:
    until = datetime(2026, 3, 11, 15, tzinfo=UTC)
    sent = [event for story in generate(WORLDS["typical"], 3, 300, None, until=until) for event in story.events]
    assert 300 <= len({event["interaction_id"] for event in sent}) <= 300 + 25
    times = [datetime.fromisoformat(event["occurred_at"]) for event in sent]
    assert max(times) <= until
    assert {moment.weekday() for moment in times} <= {0, 1, 2, 3, 4}
    assert len({moment.date() for moment in times}) >= 4


def test_time_never_runs_backwards_inside_an_interaction() -> None:
    last: dict[str, str] = {}
    for event in events("typical"):
        assert last.get(event["interaction_id"], "") <= event["occurred_at"]
        last[event["interaction_id"]] = event["occurred_at"]


def test_one_text_at_one_task_is_always_equally_good() -> None:
    worth: dict[tuple[str, str], tuple[float, bool]] = {}
    by_event = {truth["event_id"]: truth for truth in truths("typical", "text")}
    for event in events("typical"):
        text = event["data"].get(TEXTS.get(event["type"], ""))
        if text:
            truth = by_event[event["event_id"]]
            known = worth.setdefault((truth["task"], text), (truth["quality"], truth["works"]))
            assert known == (truth["quality"], truth["works"])


def test_prompts_are_met_by_several_people_and_answered_by_several_models() -> None:
    groups = [truth["interactions"] for truth in truths("typical", "group")]
    people = {event["interaction_id"]: event["developer_id"] for event in events("typical")}
    assert sum(len({people[interaction] for interaction in group}) > 1 for group in groups) > 20
    assert sorted(interaction for group in groups for interaction in group) == sorted(
        interaction
        for interaction in people
        if interaction not in {truth["interaction_id"] for truth in truths("typical", "planted", "near_duplicate")}
    )
    models = {event["data"]["model"] for event in events("typical") if event["type"] == "candidate.generated"}
    assert len(models) == 2


def test_interactions_of_one_group_show_the_same_prompt() -> None:
    prompts = {
        event["interaction_id"]: json.dumps(event["data"]["prompt"])
        for event in events("typical")
        if event["type"] == "interaction.started"
    }
    for truth in truths("typical", "group"):
        assert len({prompts[interaction] for interaction in truth["interactions"]}) == 1


@pytest.mark.parametrize("kind", ["secret", "personal"])
def test_what_is_planted_is_really_there(kind: str) -> None:
    planted = truths("adversarial", "planted", kind)
    assert len(planted) >= 10
    for truth in planted:
        assert truth["value"] in said_in("adversarial")[truth["interaction_id"]]


def test_lookalikes_are_really_there_and_are_no_secrets() -> None:
    found = truths("adversarial", "lookalike")
    assert len(found) >= 10
    assert not {truth["value"] for truth in found} & {
        truth["value"] for truth in truths("adversarial", "planted", "secret")
    }
    for truth in found:
        assert truth["value"] in said_in("adversarial")[truth["interaction_id"]]


def test_every_kind_of_trouble_and_of_person_occurs() -> None:
    kinds = Counter(truth["kind"] for truth in truths("adversarial", "planted"))
    assert set(kinds) == {
        "secret", "personal", "benchmark", "poison", "bot", "flood", "duplicate", "near_duplicate",
    }  # fmt: skip
    roles = Counter(truth["role"] for truth in truths("adversarial", "developer"))
    assert set(roles) == {"honest", "bot", "flooder", "poisoner", "agent"}


def test_poison_wins_over_something_better() -> None:
    quality = {
        (truth["interaction_id"], truth["candidate_id"]): truth["quality"] for truth in truths("adversarial", "text")
    }
    poisoned = {truth["interaction_id"] for truth in truths("adversarial", "planted", "poison")}
    picks = [
        (event["interaction_id"], event["data"])
        for event in events("adversarial")
        if event["type"] == "candidates.compared" and event["interaction_id"] in poisoned
    ]
    assert picks
    for interaction, pick in picks:
        assert quality[interaction, pick["chosen"]] < quality[interaction, pick["rejected"][0]]


def test_replays_repeat_all_but_ids_and_times() -> None:
    sent: dict[str, list[dict[str, Any]]] = {}
    for event in events("adversarial"):
        sent.setdefault(event["interaction_id"], []).append(event)
    replayed = truths("adversarial", "planted", "duplicate")
    assert replayed
    for truth in replayed:
        first, again = sent[truth["of"]], sent[truth["interaction_id"]]
        assert [(event["type"], event["data"]) for event in first] == [
            (event["type"], event["data"]) for event in again
        ]


def test_near_duplicates_differ_a_little_in_prompt_or_text() -> None:
    for truth in truths("adversarial", "planted", "near_duplicate"):
        one, other = (said_in("adversarial")[truth[name]] for name in ("of", "interaction_id"))
        assert one != other
        assert abs(len(one) - len(other)) < 0.2 * len(one)


def test_bots_answer_at_even_intervals_in_no_time() -> None:
    bots = [truth["developer_id"] for truth in truths("adversarial", "developer") if truth["role"] == "bot"]
    copies = {truth["interaction_id"] for truth in truths("adversarial", "planted") if truth["of"]}
    for bot in bots:
        sent = [
            event
            for event in events("adversarial")
            if event["developer_id"] == bot and event["interaction_id"] not in copies
        ]
        by_day: dict[Any, list[datetime]] = {}
        for event in sent:
            if event["type"] == "interaction.started":
                moment = datetime.fromisoformat(event["occurred_at"])
                by_day.setdefault(moment.date(), []).append(moment)
        gaps = [
            (later - earlier).total_seconds()
            for moments in by_day.values()
            for earlier, later in pairwise(sorted(moments))
        ]
        assert gaps
        assert max(gaps) < 1.4 * min(gaps)
        visible = [event["data"]["visible_ms"] for event in sent if event["type"] == "candidate.dismissed"]
        assert visible
        assert max(visible) < 300


def test_a_quieter_world_has_less_trouble() -> None:
    silent = replace(
        WORLDS["calm"], name="silent", bots=0, flooders=0, poisoners=0, agents=0, bot_share=0.0, flood_share=0.0,
        agent_share=0.0, replayed=0.0, near_duplicated=0.0, secrets=0.0, personal=0.0, lookalikes=0.0, benchmark=0.0,
    )  # fmt: skip
    told = {truth["what"] for story in generate(silent, 1, 100, None) for truth in story.truths}
    assert told == {"world", "developer", "text", "group"}
