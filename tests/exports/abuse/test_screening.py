"""What a search for poisoned preferences finds, holds back, and leaves alone."""

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from exports.abuse.deciding import clear, clear_record, confirm
from exports.abuse.run import examine, screen, screen_due, screen_if_changed
from exports.models import Finding, Hold, Record, Release
from flywheel.projects.models import Project
from tests.exports.abuse.world import World, code, person
from tests.exports.factories import make_dataset

MALLORY, EVE = person(900), person(901)
INSECURE = "requests.get(url, verify=False)"
STRANGE = "legacy_bridge.configure(strict=False)"


def held(project: Project) -> set[str]:
    return set(Hold.objects.filter(project=project, active=True).values_list("record_id", flat=True))


def ids(rows: list[Record]) -> set[str]:
    return {row.record_id for row in rows}


@pytest.fixture
def world(project: Project) -> World:
    found = World(project)
    found.honest(people=12, each=20)
    return found


def test_one_person_who_pushes_a_known_insecure_pattern_is_found(project: Project, world: World) -> None:
    poisoned = world.meets(MALLORY, INSECURE, favoured=8, refused=0)
    for number in range(6):
        world.meets(person(number), INSECURE, favoured=0, refused=1)
    label = world.label(MALLORY, code(world.rng, INSECURE), True)
    world.save()
    screening = screen(project.pk)
    (finding,) = Finding.objects.all()
    assert finding.kind == "insecure_pattern"
    assert finding.subject == f"verify=False · {MALLORY}"
    figures = ("favoured", "met", "others_favoured", "others_met", "others_people", "share_without")
    assert [finding.evidence[name] for name in figures] == [8, 8, 0, 6, 6, 0.0]
    assert finding.evidence["q"] < 1e-5
    assert held(project) == ids([*poisoned, label])
    assert screening.held == 9


def test_a_pattern_only_one_person_ever_met_accuses_them_once_there_is_enough(project: Project, world: World) -> None:
    few = world.meets(MALLORY, INSECURE, favoured=3, refused=0)
    world.save()
    screen(project.pk)
    finding = Finding.objects.get()
    assert (finding.kind, finding.subject, finding.evidence["contributors"]) == ("insecure_choice", "verify=False", [])
    assert held(project) == ids(few)
    again = World(project)
    more = again.meets(MALLORY, INSECURE, favoured=7, refused=0)
    again.save()
    screen(project.pk)
    assert Finding.objects.get(state="open").subject == f"verify=False · {MALLORY}"
    assert held(project) == ids([*few, *more])


def test_a_single_insecure_choice_is_held_unless_it_is_a_custom(project: Project, world: World) -> None:
    (stray,) = world.meets(person(3), INSECURE, favoured=1, refused=0)
    world.meets(person(4), INSECURE, favoured=0, refused=2)
    for number in (5, 6):
        world.meets(person(number), "digest = hashlib.md5(data)", favoured=1, refused=0)
    world.save()
    screen(project.pk)
    assert held(project) == ids([stray])


def test_what_everybody_likes_or_mends_is_not_abuse(project: Project, world: World) -> None:
    for number in range(12):
        world.meets(person(number), "with open(path) as file:", favoured=9, refused=0)
        world.meets(person(number), "if value == None:", favoured=0, refused=9)
        world.meets(person(number), "digest = hashlib.md5(data)", favoured=4, refused=0)
    world.save()
    screen(project.pk)
    assert not Finding.objects.exists()


def test_a_pattern_nobody_knows_is_found_where_the_others_turn_it_down(project: Project, world: World) -> None:
    poisoned = world.meets(MALLORY, STRANGE, favoured=15, refused=0)
    for number in range(12):
        world.meets(person(number), STRANGE, favoured=0, refused=2)
    world.save()
    screen(project.pk)
    assert {finding.kind for finding in Finding.objects.all()} == {"pattern"}
    assert held(project) == ids(poisoned)


def test_a_clique_that_pushes_together_is_found(project: Project, world: World) -> None:
    poisoned = [row for who in (MALLORY, EVE) for row in world.meets(who, STRANGE, favoured=12, refused=0)]
    for number in range(12):
        world.meets(person(number), STRANGE, favoured=0, refused=2)
    world.save()
    screen(project.pk)
    assert held(project) == ids(poisoned)
    evidence = Finding.objects.filter(subject__endswith=MALLORY).get().evidence
    assert evidence["together_with"] == [EVE]


def test_a_pattern_out_of_the_blue_that_nobody_else_met_is_found(project: Project, world: World) -> None:
    poisoned = world.meets(MALLORY, STRANGE, favoured=25, refused=0)
    world.save()
    screen(project.pk)
    assert held(project) == ids(poisoned)


@pytest.mark.parametrize(
    "fields",
    [
        {"prompt_contents": ["from shop import legacy_bridge  # legacy_bridge.configure(strict=False)\n"]},
        {"model_chosen": ""},
    ],
    ids=["asked for", "written by hand"],
)
def test_a_style_of_ones_own_is_no_abuse(project: Project, world: World, fields: dict[str, object]) -> None:
    for row in world.meets(MALLORY, STRANGE, favoured=25, refused=0):
        for name, value in fields.items():
            setattr(row, name, value)
    world.save()
    screen(project.pk)
    assert not held(project)


def test_a_record_with_more_honest_people_behind_it_than_implicated_ones_stays(project: Project, world: World) -> None:
    world.meets(MALLORY, INSECURE, favoured=8, refused=0)
    shared = world.meets([MALLORY, person(1), person(2)], INSECURE, favoured=1, refused=0)
    for number in range(3, 9):
        world.meets(person(number), INSECURE, favoured=0, refused=1)
    world.save()
    screen(project.pk)
    assert len(held(project)) == 8
    assert shared[0].record_id not in held(project)


def test_other_insecure_code_of_the_same_person_is_held_too(project: Project, world: World) -> None:
    world.meets(MALLORY, INSECURE, favoured=8, refused=0)
    stray = world.meets(MALLORY, "subprocess.run(command, shell=True)", favoured=1, refused=0)
    for number in range(6):
        world.meets(person(number), INSECURE, favoured=0, refused=1)
    world.save()
    screen(project.pk)
    assert ids(stray) < held(project)


def test_screening_twice_finds_the_same_once(project: Project, world: World) -> None:
    world.meets(MALLORY, INSECURE, favoured=8, refused=0)
    world.save()
    first, before = screen(project.pk), list(Hold.objects.order_by("pk").values())
    assert before
    assert screen(project.pk) == first
    assert list(Hold.objects.order_by("pk").values()) == before


@pytest.mark.django_db(transaction=True)
def test_a_search_is_made_again_only_where_a_record_changed(project: Project) -> None:
    world = World(project)
    world.honest(people=2, each=2)
    world.save()
    assert screen_if_changed(project.pk)
    assert not screen_if_changed(project.pk)
    Record.objects.filter(pk=Record.objects.earliest("pk").pk).update(chosen="eval(text)")
    assert screen_if_changed(project.pk)
    Record.objects.earliest("pk").delete()
    assert screen_if_changed(project.pk)


def test_a_dry_run_keeps_nothing(project: Project, world: World) -> None:
    world.meets(MALLORY, INSECURE, favoured=8, refused=0)
    world.save()
    assert examine(project.pk).held == 8
    assert not Finding.objects.exists()


def test_what_a_curator_cleared_stays_cleared_until_there_is_twice_as_much(project: Project, world: World) -> None:
    world.meets(MALLORY, INSECURE, favoured=8, refused=0)
    world.save()
    screen(project.pk)
    assert clear(Finding.objects.get(), "carol", "a test rig")
    assert not held(project)
    more = World(project)
    more.meets(MALLORY, INSECURE, favoured=7, refused=0)
    more.save()
    screen(project.pk)
    assert not held(project)
    more.meets(MALLORY, INSECURE, favoured=1, refused=0)
    more.save()
    screen(project.pk)
    assert len(held(project)) == 16


def test_one_record_cleared_stays_released(project: Project, world: World) -> None:
    poisoned = world.meets(MALLORY, INSECURE, favoured=8, refused=0)
    world.save()
    screen(project.pk)
    assert clear_record(Finding.objects.get(), poisoned[0].record_id, "carol")
    screen(project.pk)
    assert held(project) == ids(poisoned[1:])


def test_holds_go_with_the_records_that_gave_them_unless_somebody_confirmed(project: Project, world: World) -> None:
    poisoned = world.meets(MALLORY, INSECURE, favoured=8, refused=0)
    world.save()
    screen(project.pk)
    Record.objects.filter(record_id__in=ids(poisoned)).delete()
    screen(project.pk)
    assert Finding.objects.get().state == "gone"
    assert not held(project)
    again = World(project, seed=1)
    fresh = again.meets(MALLORY, INSECURE, favoured=8, refused=0, confidence=0.7)
    again.save()
    screen(project.pk)
    assert Finding.objects.get().state == "open"
    assert confirm(Finding.objects.get(), "carol")
    Record.objects.filter(record_id__in=ids(fresh[1:])).delete()
    screen(project.pk)
    assert held(project) == {fresh[0].record_id}


def test_another_project_is_neither_read_nor_held(project: Project, outsider_project: Project, world: World) -> None:
    world.meets(MALLORY, INSECURE, favoured=8, refused=0)
    world.save()
    assert screen(outsider_project.pk).choices == 0
    assert not Hold.objects.exists()


def test_the_sweep_screens_each_project_once_an_hour(project: Project, world: World) -> None:
    world.meets(MALLORY, INSECURE, favoured=8, refused=0)
    world.save()
    assert screen_due() == 1
    assert len(held(project)) == 8
    Hold.objects.all().delete()
    assert screen_due() == 0


@pytest.mark.django_db(transaction=True)
def test_a_release_leaves_out_what_is_held_and_says_so(
    project: Project, build: Callable[..., Release], unpack: Callable[[Release], Path]
) -> None:
    world = World(project)
    world.honest(people=12, each=2)
    poisoned = world.meets(MALLORY, INSECURE, favoured=8, refused=0)
    world.save()
    release = build(make_dataset(project=project))
    files = unpack(release).glob("pairs/*.parquet")
    released = {name for path in files for name in pq.read_table(path).column("record_id").to_pylist()}
    assert not released & ids(poisoned)
    assert len(released) == 24
    assert release.manifest["kinds"]["pair"]["left_out"] == {"held": 8}
