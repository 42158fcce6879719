"""The index alone: whoever came in whatever order, the same ones stay, and few are looked at again."""

import itertools
import random
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flywheel.database import raw_cursor
from flywheel.projects.models import Project
from telemetry.cleaning.near_duplicates.index import Entry, find_repeats
from telemetry.cleaning.near_duplicates.rank import prompt_of, rank
from telemetry.models import NearDuplicateBand, StaleInteraction

pytestmark = pytest.mark.django_db
_projects = itertools.count(1_000_000)


class Remembered:
    """A project's interactions as they are now, each judged when it is written and when it is queued."""

    def __init__(self) -> None:
        self.id = next(_projects)
        self.entries: dict[str, Entry] = {}
        self.repeats: dict[str, bool] = {}
        self.judged = 0

    def write(self, entries: Iterable[Entry]) -> None:
        batch = {entry.uid: entry for entry in entries}
        self.entries |= batch
        with raw_cursor() as cursor:
            found = find_repeats(cursor, self.id, list(batch.values()))
        self.repeats |= {uid: uid in found for uid in batch}
        self.judged += len(batch)

    def drain(self) -> None:
        while queued := {row.uid.hex for row in StaleInteraction.objects.filter(project_id=self.id)}:
            StaleInteraction.objects.filter(project_id=self.id).delete()
            self.write(self.entries[uid] for uid in queued)

    def expected(self) -> dict[str, bool]:
        entries = self.entries.values()
        return {one.uid: any(precedes(other, one) for other in entries) for one in entries}


def precedes(other: Entry, one: Entry) -> bool:
    """The definition, by comparing any two."""
    if set(other.bands).isdisjoint(one.bands):
        return False
    return prompt_of(other.rank) < prompt_of(one.rank) or (other.rank == one.rank and other.uid < one.uid)


_RANKS = [
    rank(f"{prompt:064x}", person, "return 1") for prompt in (1 << 224, 2 << 224, 3 << 224) for person in ("ada", "bob")
]
_entries = st.builds(
    Entry,
    uid=st.integers(0, 11).map("{:032x}".format),
    rank=st.sampled_from(_RANKS),
    bands=st.sets(st.integers(-3, 3), max_size=3).map(lambda bands: tuple(sorted(bands))),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.lists(_entries, min_size=1, max_size=5), st.booleans()), min_size=1, max_size=8))
def test_the_same_stay_whatever_came_changed_and_left_in_whatever_batches(
    steps: list[tuple[list[Entry], bool]],
) -> None:
    project = Remembered()
    for batch, drained in steps:
        project.write(batch)
        if drained:
            project.drain()
    project.drain()
    assert project.repeats == project.expected()


def flood(count: int) -> list[Entry]:
    """As many interactions of as many prompts that all share their bands."""
    chance = random.Random(count)
    ranks = [rank(f"{chance.getrandbits(256):064x}", "bot", "return 1") for _ in range(count)]
    return [Entry(f"{number:032x}", rank, (1, 2, 3)) for number, rank in enumerate(ranks)]


def test_a_flood_of_alike_is_not_looked_at_again_and_again() -> None:
    project = Remembered()
    for entry in flood(300):
        project.write([entry])
        project.drain()
    assert sum(not repeats for repeats in project.repeats.values()) == 1
    # Each comes once; the first of them is beaten about ln(300) = 6 times.
    assert project.judged <= 300 + 20


def test_who_stays_when_the_first_one_leaves_is_the_next() -> None:
    project = Remembered()
    entries = sorted(flood(3), key=lambda entry: entry.rank)
    project.write(entries)
    project.write([entries[0]._replace(bands=())])
    project.drain()
    assert [project.repeats[entry.uid] for entry in entries] == [False, False, True]


def versions(project_id: int) -> list[tuple[str, ...]]:
    """Every row with where it lies: a row that was written again lies elsewhere."""
    with raw_cursor() as cursor:
        cursor.execute(
            "SELECT ctid::text, band, uid FROM telemetry_near_duplicate_band WHERE project_id = %s::int", [project_id]
        )
        return sorted(cursor.fetchall())


def test_nothing_is_written_where_nothing_changed() -> None:
    project = Remembered()
    project.write(flood(3))
    before = versions(project.id)
    project.write(flood(3))
    assert versions(project.id) == before
    assert len(before) == 9


def test_another_projects_interactions_are_no_rivals() -> None:
    entries = flood(2)
    first, second = Remembered(), Remembered()
    first.write(entries[:1])
    second.write(entries[1:])
    assert not any({**first.repeats, **second.repeats}.values())


def test_a_deleted_project_leaves_no_bands() -> None:
    project = Project.objects.create(slug="short-lived", pseudonym_key=b"s" * 32)
    with raw_cursor() as cursor:
        find_repeats(cursor, project.pk, flood(2))
    key = project.pk
    project.delete()
    assert not NearDuplicateBand.objects.filter(project_id=key).exists()
