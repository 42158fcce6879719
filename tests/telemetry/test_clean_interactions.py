"""From stored events to changed groups, through real tables."""

import pytest
from django.db import transaction

from flywheel.projects.models import Project
from telemetry import clean_interactions
from telemetry.assembly.run import assemble_batches
from telemetry.cleaning.run import clean_stale
from tests.telemetry.builders import insert, story


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
