"""Developers' days, from events to the figures that bots are found by."""

from flywheel.projects.models import Project
from telemetry.assembly.run import assemble_batches
from telemetry.clean_interactions import rhythms
from telemetry.contracts import Rhythm
from telemetry.models import InteractionRow
from tests.telemetry.builders import event, insert, story

HOUR_MS = 3_600_000


def read(project: Project) -> list[Rhythm]:
    assemble_batches(10)
    return rhythms(project.pk, fast_ms=150, idle_s=1800.0)


def test_a_day_counts_decisions_gaps_and_hours(project: Project) -> None:
    """Decisions at 9:00:00, 9:00:10, 9:00:30 and, after a pause, 11:00."""
    moments = (0, 10_000, 30_000, 2 * HOUR_MS)
    insert(project.pk, [one for number, at in enumerate(moments) for one in story(f"i{number}", at)])
    assert read(project) == [
        Rhythm(
            developer="d" * 32,
            day="2026-03-02",
            decisions=4,
            fast=0,
            shown=4,
            accepted=4,
            gaps=2,
            gap_sum=30.0,
            gap_square_sum=500.0,
            active_hours=2,
            busiest_hour=9,
            busiest_count=3,
        )
    ]
    assert set(InteractionRow.objects.values_list("reaction_ms", flat=True)) == {1690}


def test_what_a_policy_took_is_nobodys_rhythm_and_a_fast_hand_is_counted(project: Project) -> None:
    by_policy = [{**one, "actor": "policy"} if one["type"] == "candidate.accepted" else one for one in story("i1")]
    fast = [one for one in story("i2", 60_000) if one["type"] != "candidate.accepted"]
    fast.append(event("candidate.accepted", 60_250, interaction_id="i2", candidate_id="i2-c0", data={"kind": "full"}))
    insert(project.pk, [*by_policy, *fast])
    (day,) = read(project)
    assert (day.decisions, day.fast, day.gaps) == (1, 1, 0)


def test_another_projects_developers_are_not_read(project: Project, outsider_project: Project) -> None:
    insert(outsider_project.pk, story())
    assert read(project) == []
