"""The end state is a function of the events: not of their order, batches, or how often work was done."""

import random
from typing import Any

import pytest

from flywheel.projects.models import Project
from telemetry import clean_interactions
from telemetry.assembly import activity, interactions
from telemetry.assembly.run import assemble_batches
from telemetry.cleaning.run import clean_stale
from telemetry.cleaning.stages import hold_floods
from telemetry.contracts import interaction_uid
from telemetry.models import (
    CleanInteractionRow,
    InteractionRow,
    NearDuplicateBand,
    SourceActivity,
    StaleGroup,
    StaleInteraction,
)
from tests.telemetry.builders import Wire, event, insert, story


def advance(limit: int = 500) -> None:
    while assemble_batches(limit) or clean_stale(limit):
        pass


def end_state(project: Project) -> list[tuple[Any, ...]]:
    rows = CleanInteractionRow.objects.filter(project=project).order_by("uid")
    return list(rows.values_list("uid", "state", "group_id", "reasons", "document", "marks", "stages_version"))


def verdicts(project: Project) -> dict[str, tuple[str, list[str]]]:
    names = dict(InteractionRow.objects.filter(project=project).values_list("uid", "interaction_id"))
    rows = CleanInteractionRow.objects.filter(project=project)
    return {names[row.uid]: (row.state, row.reasons) for row in rows}


def forget(project: Project) -> None:
    for model in (InteractionRow, CleanInteractionRow, NearDuplicateBand, SourceActivity, StaleGroup, StaleInteraction):
        model.objects.filter(project_id=project.pk).delete()


@pytest.fixture
def low_flood_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activity, "FLOOD_LIMIT", 3)
    monkeypatch.setattr(hold_floods, "FLOOD_LIMIT", 3)


HOUR = 3_600_000
LONG = "total = sum(value * weight for value, weight in zip(values, weights)) / sum(weights)\n"
WORLD: list[Wire] = [
    *story("alone"),
    *story("first", HOUR, text="return 7"),
    *story("again", 5 * HOUR, text="return 7"),
    *story("once-more", 9 * HOUR, text="return 7"),
    *(wire for number in range(5) for wire in story(f"flood-{number}", 20 * HOUR + number, text=f"return {number}")),
    *story("secret", 2 * HOUR, prefix="# ada@corp.io\n", suffix=""),
    *story("late", 3 * HOUR)[1:],
    *(
        wire
        for number in range(4)
        for wire in story(f"near-{number}", number * HOUR, LONG, prefix=f"# {number}\n{LONG}")
    ),
    event("outcome.reported", 4 * HOUR, interaction_id="alone", data={"kind": "test", "passed": True}),
]


@pytest.mark.usefixtures("low_flood_limit")
def test_the_verdicts_of_a_small_world(project: Project) -> None:
    insert(project.pk, WORLD)
    advance()
    smallest = min(("first", "again", "once-more"), key=interaction_uid)
    found = verdicts(project)
    near = sorted(found.pop(f"near-{number}") for number in range(4))
    assert near == [("dropped", ["drop_near_duplicates:near_duplicate"])] * 3 + [("kept", [])]
    replay, flood = ("dropped", ["drop_replays:replay"]), ("held", ["hold_floods:flooding_source"])
    assert found == {
        "alone": ("kept", []),
        **dict.fromkeys(("first", "again", "once-more"), replay),
        smallest: ("kept", []),
        **{f"flood-{number}": flood for number in range(5)},
        "secret": ("kept", ["redact:email"]),
        "late": ("dropped", ["require:no_prompt"]),
    }


@pytest.mark.usefixtures("low_flood_limit")
@pytest.mark.parametrize("seed", range(8))
def test_any_order_and_any_batching_end_in_the_same_state(project: Project, seed: int) -> None:
    insert(project.pk, WORLD)
    advance()
    expected = end_state(project)
    chance = random.Random(seed)
    other = Project.objects.create(slug=f"other-{seed}", pseudonym_key=b"o" * 32)
    waiting = chance.sample(WORLD, len(WORLD))
    while waiting:
        size = chance.randint(1, 9)
        insert(other.pk, waiting[:size])
        waiting = waiting[size:]
        if chance.random() < 0.7:
            assemble_batches(chance.randint(1, 3))
        if chance.random() < 0.7:
            clean_stale(chance.randint(1, 5))
    advance(limit=chance.randint(1, 4))
    assert end_state(other) == expected


@pytest.mark.usefixtures("low_flood_limit")
def test_a_rebuild_ends_in_the_same_state_and_changes_no_group(project: Project) -> None:
    insert(project.pk, WORLD)
    advance()
    expected = end_state(project)
    StaleGroup.objects.all().delete()
    clean_interactions.mark_all_batches_new(project.pk)
    advance()
    assert end_state(project) == expected
    assert StaleGroup.objects.count() == 0
    forget(project)
    clean_interactions.mark_all_batches_new(project.pk)
    advance()
    assert end_state(project) == expected


def test_a_missing_start_revives_the_interaction(project: Project) -> None:
    started, *rest = story()
    insert(project.pk, rest)
    advance()
    assert verdicts(project) == {"i1": ("dropped", ["require:no_prompt"])}
    insert(project.pk, [started])
    advance()
    assert verdicts(project) == {"i1": ("kept", [])}


def test_a_changed_prompt_queues_the_old_and_the_new_group(project: Project) -> None:
    insert(project.pk, story(at_ms=1000))
    advance()
    (old,) = StaleGroup.objects.values_list("group_id", flat=True)
    StaleGroup.objects.all().delete()
    earlier = {"surface": "completion", "prompt": {"prefix": "x = ", "suffix": ""}}
    insert(project.pk, [event("interaction.started", 0, data=earlier)])
    advance()
    new = CleanInteractionRow.objects.get().group_id
    assert new != old
    assert set(StaleGroup.objects.values_list("group_id", flat=True)) == {old, new}


def test_a_shrinking_flood_brings_its_interactions_back(project: Project, low_flood_limit: None) -> None:
    insert(
        project.pk,
        [wire for number in range(4) for wire in story(f"n{number}", 600_000 + number, text=f"{number}")],
    )
    advance()
    assert {state for state, _ in verdicts(project).values()} == {"held"}
    insert(project.pk, [event("candidate.shown", -1, interaction_id="n0", candidate_id="n0-c0")])
    advance()
    assert {state for state, _ in verdicts(project).values()} == {"kept"}


def test_replays_that_came_together_unseat_the_one_that_was_first(project: Project) -> None:
    smallest, middle, largest = sorted(("r0", "r1", "r2"), key=interaction_uid)
    insert(project.pk, story(largest, text="return 7"))
    advance()
    insert(project.pk, [*story(smallest, HOUR, text="return 7"), *story(middle, 2 * HOUR, text="return 7")])
    advance()
    replay = ("dropped", ["drop_replays:replay"])
    assert verdicts(project) == {smallest: ("kept", []), middle: replay, largest: replay}


def test_another_projects_copy_is_no_replay(project: Project, outsider_project: Project) -> None:
    insert(project.pk, story("a"))
    insert(outsider_project.pk, story("b"))
    advance()
    assert verdicts(project) == {"a": ("kept", [])}
    assert verdicts(outsider_project) == {"b": ("kept", [])}


def test_an_interaction_of_too_many_events_is_dropped_whole(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from telemetry.assembly import run, table

    for module in (interactions, run, table):
        monkeypatch.setattr(module, "MAX_EVENTS", 3, raising=False)
    insert(project.pk, [*story(), *story("other")[:3]])
    advance()
    assert verdicts(project)[""] == ("dropped", ["require:oversized"])
    assert verdicts(project)["other"] == ("kept", [])


def test_what_retention_dropped_is_not_forgotten(project: Project) -> None:
    from django.db import connection

    insert(project.pk, story())
    advance()
    before = end_state(project)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM telemetry_event WHERE type = 'interaction.started'")
    clean_interactions.mark_all_batches_new(project.pk)
    advance()
    assert end_state(project) == before


def test_hostile_texts_and_ids_pass_through(project: Project) -> None:
    hostile = story("i\0d", text="a\0b" + "(" * 5000, prefix="\0", suffix="\u2028")
    insert(project.pk, hostile)
    advance()
    assert verdicts(project)["id"][0] == "kept"


def test_dropped_interactions_keep_no_text(project: Project) -> None:
    insert(project.pk, story()[1:])
    advance()
    row = CleanInteractionRow.objects.get()
    assert (row.document, row.marks) == ("", [{"stage": "require", "reason": "no_prompt"}])
