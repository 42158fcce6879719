"""From stored events to changed groups, through real tables."""

import pytest
from django.db import transaction

from flywheel.projects.models import Project
from telemetry import clean_interactions
from telemetry.assembly.run import assemble_batches
from telemetry.cleaning.run import clean_stale
from telemetry.models import StaleGroup
from tests.telemetry.builders import event, insert, story


def advance() -> None:
    while assemble_batches() or clean_stale():
        pass


def test_events_become_a_changed_group_once(project: Project) -> None:
    insert(project.pk, story())
    advance()
    with transaction.atomic(), clean_interactions.claim_changed_groups(10) as groups:
        (group,) = groups
        (member,) = group.members
        assert group.project_id == project.pk
        assert member.interaction.interaction_id == "i1"
        assert [candidate.text for candidate in member.interaction.candidates] == ["return 1"]
    with transaction.atomic(), clean_interactions.claim_changed_groups(10) as groups:
        assert groups == []


@pytest.mark.django_db(transaction=True)
def test_claiming_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"), clean_interactions.claim_changed_groups(10):
        pass


def test_counts_are_by_state_and_reason(project: Project, outsider_project: Project) -> None:
    insert(project.pk, [*story("a"), *story("b", prefix="# ada@corp.io\n", suffix=""), *story("c")[1:]])
    insert(outsider_project.pk, story("d"))
    advance()
    assert clean_interactions.counts(project.pk) == clean_interactions.Counts(
        events=11,
        interactions=3,
        shown=3,
        accepted=3,
        dismissed=0,
        clean=2,
        dropped=1,
        held=0,
        rejected=0,
        reasons={"redact:email": 1, "require:no_prompt": 1},
    )


def test_a_group_that_lost_its_last_member_is_told_empty(project: Project) -> None:
    insert(project.pk, story(at_ms=1000))
    advance()
    with transaction.atomic(), clean_interactions.claim_changed_groups(10) as groups:
        left = groups[0].group_id
    data = {"surface": "completion", "prompt": {"prefix": "x = "}}
    earlier_start = event("interaction.started", 0, data=data)
    insert(project.pk, [earlier_start])
    advance()
    with transaction.atomic(), clean_interactions.claim_changed_groups(10) as groups:
        assert {group.group_id: len(group.members) for group in groups}[left] == 0
        assert sorted(len(group.members) for group in groups) == [0, 1]


def test_every_group_can_be_queued_again(project: Project, outsider_project: Project) -> None:
    insert(project.pk, story())
    insert(outsider_project.pk, story())
    advance()
    StaleGroup.objects.all().delete()
    assert clean_interactions.mark_all_groups_changed(project.pk) == 1
    assert clean_interactions.mark_all_groups_changed() == 2
    with transaction.atomic(), clean_interactions.claim_changed_groups(10) as groups:
        assert sorted(group.project_id for group in groups) == [project.pk, outsider_project.pk]


@pytest.mark.django_db(transaction=True)
def test_a_failing_claimant_leaves_its_groups(project: Project) -> None:
    insert(project.pk, story())
    advance()

    def claim_and_fail() -> None:
        with transaction.atomic(), clean_interactions.claim_changed_groups(10) as groups:
            assert len(groups) == 1
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        claim_and_fail()
    with transaction.atomic(), clean_interactions.claim_changed_groups(10) as groups:
        assert len(groups) == 1


def test_candidates_of_one_prompt_come_as_one_group_ordered_by_uid(project: Project) -> None:
    insert(project.pk, [*story("a"), *story("b", 50_000, text="return 2"), *story("c", 90_000, text="return 3")])
    advance()
    with transaction.atomic(), clean_interactions.claim_changed_groups(10) as groups:
        (group,) = groups
        uids = [member.interaction.uid for member in group.members]
        assert len(uids) == 3
        assert uids == sorted(uids)
