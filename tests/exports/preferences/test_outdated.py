"""After a change of stages or rules: only what they made is done anew."""

import pytest
from django.core.management import call_command

from exports.models import AppliedRules, Record
from exports.preferences.advance import steps
from exports.preferences.outdated import mark_outdated
from exports.preferences.rules.rated import Rated
from flywheel.projects.models import Project
from telemetry.models import AppliedVersion, Batch, CleanInteractionRow, StaleGroup, StaleInteraction

pytestmark = pytest.mark.usefixtures("a_kept_and_a_dismissed_one")


@pytest.fixture(autouse=True)
def _up_to_date(a_kept_and_a_dismissed_one: None) -> None:
    for _ in steps():
        pass
    mark_outdated()
    for _ in steps():
        pass


def waiting() -> tuple[int, int, int]:
    batches = Batch.objects.filter(state=Batch.State.NEW)
    return batches.count(), StaleInteraction.objects.count(), StaleGroup.objects.count()


def test_what_is_up_to_date_is_left_alone() -> None:
    assert mark_outdated() == 0
    assert waiting() == (0, 0, 0)


def test_a_changed_rule_derives_anew_and_cleans_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Rated, "version", Rated.version + 1)
    assert mark_outdated() == 1
    assert waiting() == (0, 0, 1)
    assert mark_outdated() == 0  # once for each version


def test_each_project_by_its_own_version(project: Project, outsider_project: Project) -> None:
    AppliedRules.objects.filter(project=project).update(version="older")
    assert mark_outdated() == 1
    assert set(StaleGroup.objects.values_list("project_id", flat=True)) == {project.pk}


def test_another_stage_cleans_anew_and_derives_only_what_that_changes() -> None:
    CleanInteractionRow.objects.update(stages_version="older")
    AppliedVersion.objects.update(version="older")
    assert mark_outdated() == CleanInteractionRow.objects.count()
    assert waiting() == (0, CleanInteractionRow.objects.count(), 0)


def test_the_command_says_what_that_changed(capsys: pytest.CaptureFixture[str]) -> None:
    before = list(Record.objects.order_by("pk").values())
    AppliedRules.objects.update(version="older")
    call_command("rebuild", changed=True)
    assert "ids added 0, ids removed 0\nsame id, other content 0\n" in capsys.readouterr().out
    assert list(Record.objects.order_by("pk").values()) == before
