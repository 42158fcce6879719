"""Claiming groups and replacing their records, on a real database."""

from collections.abc import Iterable
from typing import Any

import msgspec
import pytest

from exports.models import LeftOut, Record
from exports.preferences import run
from exports.preferences.derivation import Derivation
from exports.preferences.run import derive_stale
from flywheel.projects.models import Project
from telemetry.contracts import CleanInteraction
from telemetry.models import CleanInteractionRow, StaleGroup
from tests.exports.preferences.build import (
    GROUP,
    accepted,
    candidate,
    clean,
    dismissed,
    retained,
    shown,
    signal,
)

SUM, DIFFERENCE = "    return a + b", "    return a - b"
KEPT = candidate("x", SUM, shown(), accepted(), retained(300, 1.0))
PASSED = candidate("y", DIFFERENCE, shown(), dismissed(visible_ms=900))
THREE = {("pair", "kept-generation"), ("unpaired", "accepted-retained"), ("reward", "accepted-retained")}


def store(project: Project, *members: CleanInteraction, group_id: str = GROUP) -> None:
    """Puts clean interactions where cleaning would, and queues their group."""
    for member in members:
        values = {
            "state": CleanInteractionRow.State.KEPT,
            "group_id": group_id,
            "document": msgspec.json.encode(member).decode(),
            "stages_version": "1",
        }
        CleanInteractionRow.objects.update_or_create(project=project, uid=member.interaction.uid, defaults=values)
    StaleGroup.objects.create(project_id=project.pk, group_id=group_id)


def rows(project: Project) -> dict[str, Record]:
    return {row.record_id: row for row in Record.objects.filter(project=project)}


def both(**fields: Any) -> list[CleanInteraction]:
    return [clean(KEPT, name="i1", **fields), clean(PASSED, name="i2", **fields)]


def test_a_group_becomes_records(project: Project) -> None:
    store(project, *both(repository="org/app", file_path="a.py"))
    assert derive_stale() == 1
    assert {(row.kind, row.rule) for row in rows(project).values()} == THREE
    pair = Record.objects.get(kind="pair")
    assert (pair.chosen, pair.rejected, pair.language) == (SUM, DIFFERENCE, "python")
    assert pair.prompt_roles == ["user"]
    assert pair.prompt_contents == ["Fill in the code at <CURSOR>.\n\ndef add(a, b):\n<CURSOR>"]
    assert (pair.repository, pair.file_path, pair.model_chosen) == ("org/app", "a.py", "m1")
    assert len(pair.interactions) == 2
    assert len(pair.events) == 9  # two requests, two generations, two showings, accepted, retained, dismissed
    assert not StaleGroup.objects.exists()
    assert derive_stale() == 0


def test_deriving_again_touches_no_row(project: Project) -> None:
    store(project, *both())
    derive_stale()
    before = {record_id: row.pk for record_id, row in rows(project).items()}
    store(project, *both())
    derive_stale()
    assert {record_id: row.pk for record_id, row in rows(project).items()} == before


def test_changed_content_keeps_id_and_row(project: Project) -> None:
    store(project, clean(candidate("x", SUM, accepted(), retained(300, 0.5))))
    derive_stale()
    (before,) = rows(project).values()
    store(project, clean(candidate("x", SUM, accepted(), retained(300, 0.7))))
    derive_stale()
    (after,) = rows(project).values()
    assert (after.pk, after.record_id) == (before.pk, before.record_id)
    assert before.reward == pytest.approx(0.375)
    assert after.reward == pytest.approx(0.525)


def test_what_no_longer_follows_is_gone(project: Project) -> None:
    store(project, *both())
    derive_stale()
    CleanInteractionRow.objects.update(state=CleanInteractionRow.State.DROPPED)
    StaleGroup.objects.create(project_id=project.pk, group_id=GROUP)
    derive_stale()
    assert rows(project) == {}


def test_projects_do_not_mix(project: Project, outsider_project: Project) -> None:
    store(project, *both())
    store(outsider_project, clean(KEPT, name="i1"))
    assert derive_stale() == 2
    assert (len(rows(project)), len(rows(outsider_project))) == (3, 2)
    store(outsider_project, clean(PASSED, name="i1"))
    derive_stale()
    assert (len(rows(project)), len(rows(outsider_project))) == (3, 0)


def test_one_repository_or_one_group_stays_in_one_split(project: Project) -> None:
    store(project, *both(repository="org/app"))
    store(project, clean(KEPT, name="i9", repository="org/app"), group_id="b" * 64)
    store(project, clean(KEPT, name="i8"), group_id="c" * 64)
    derive_stale()
    buckets = {group: set() for group in [GROUP, "b" * 64, "c" * 64]}  # type: dict[str, set[int]]
    for row in rows(project).values():
        buckets[row.group_id].add(row.split_bucket)
    assert buckets[GROUP] == buckets["b" * 64] == {4759}
    assert len(buckets["c" * 64]) == 1


def test_work_killed_before_its_end_is_still_there(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    store(project, *both())

    def die(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(LeftOut.objects, "bulk_create", die)
        with pytest.raises(KeyboardInterrupt):
            derive_stale()
    assert (StaleGroup.objects.count(), len(rows(project))) == (1, 0)
    assert derive_stale() == 1
    assert len(rows(project)) == 3


def test_a_failing_rule_empties_its_group_with_a_reason_and_ends(
    project: Project, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    store(project, *both())
    derive_stale()

    def fail(group_id: str, members: Iterable[CleanInteraction], **made_with: object) -> Derivation:
        return Derivation(reasons={"rule_failed": 1}, failure="rated: KeyError")

    store(project, *both())
    monkeypatch.setattr(run, "derive", fail)
    assert derive_stale() == 1
    assert rows(project) == {}
    assert [(row.reason, row.count) for row in LeftOut.objects.all()] == [("rule_failed (rated: KeyError)", 1)]
    assert "rated: KeyError" in caplog.text
    assert SUM not in caplog.text
    assert derive_stale() == 0


def test_reasons_are_replaced_with_their_group(project: Project) -> None:
    store(project, clean(KEPT, candidate("y", "return a+b", shown())))
    derive_stale()
    assert [(row.reason, row.count) for row in LeftOut.objects.all()] == [("equal_texts", 1)]
    store(project, clean(KEPT))
    derive_stale()
    assert not LeftOut.objects.exists()


def test_hostile_fields_fit_the_columns(project: Project) -> None:
    hostile = "\0" + "x" * 2000
    seen = clean(
        candidate("x", SUM, accepted(), retained(300, 1.0), retained(1e12, 1.0), model=hostile, checkpoint=hostile),
        repository=hostile,
        file_path=hostile,
        surface=hostile,
    )
    store(project, seen)
    assert derive_stale() == 1
    assert {len(row.model_chosen) for row in rows(project).values()} == {200}


def test_only_people_make_labels(project: Project) -> None:
    kinds: list[tuple[str, dict[str, Any]]] = [
        ("candidate.accepted", {"kind": "full"}),
        ("candidate.dismissed", {"reason": "explicit", "visible_ms": 9000}),
    ]
    kinds += [
        ("candidate.copied", {}),
        ("candidate.rated", {"value": 1}),
        ("candidate.retained", {"after_s": 300, "fraction": 1.0}),
    ]
    kinds += [
        ("candidate.regenerated", {}),
        ("candidate.reverted", {"after_s": 2}),
        ("candidate.edited", {"final_text": "x", "after_s": 20}),
    ]
    for actor in ("timer", "policy", "agent", "formatter", "system"):
        signals = [signal(kind, 3, actor, **data) for kind, data in kinds]
        store(
            project,
            clean(candidate("x", SUM, shown(), *signals), candidate("y", DIFFERENCE, shown(), *signals)),
        )
        derive_stale()
        assert rows(project) == {}, actor


def test_identity_is_pinned(project: Project) -> None:
    """Reviews point at these ids: a change of how they are made orphans them all."""
    store(project, clean(KEPT))
    derive_stale()
    assert sorted(rows(project)) == ["01ce05947c6288f7d3a1b4f38eccd175", "3fe8a576cd32a4f5f4b15888710b29dd"]
