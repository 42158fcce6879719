"""The pipeline end to end over the real store, and making everything anew."""

import pytest
from django.core.management import CommandError, call_command

from exports.models import Record
from exports.preferences.advance import advance, steps
from exports.preferences.rebuild import rebuild
from flywheel.projects.models import Project
from telemetry.models import CleanInteractionRow
from tests.exports.preferences.conftest import DIFFERENCE, SUM, Post

pytestmark = pytest.mark.usefixtures("a_kept_and_a_dismissed_one")


def process() -> None:
    for _ in steps():
        pass


def test_events_become_records(project: Project) -> None:
    process()
    said = {(row.kind, row.chosen, row.rejected, row.completion, row.label, row.reward) for row in Record.objects.all()}
    assert said == {
        ("pair", SUM, DIFFERENCE, None, None, None),
        ("unpaired", None, None, SUM, True, None),
        ("reward", None, None, SUM, None, 0.75),
    }


def test_late_events_change_what_follows(project: Project, post: Post) -> None:
    process()
    post("i2", [("outcome.reported", 400, "x", {"kind": "test", "passed": False})])
    process()
    assert [(row.rule, row.reward, row.flags) for row in Record.objects.all()] == [
        ("accepted-failing", 0.0, ["conflict"])
    ]


def test_a_rebuild_changes_nothing(project: Project) -> None:
    process()
    before = list(Record.objects.order_by("pk").values())
    assert rebuild(project.pk) == (3, 3, 0, 0, 0)
    assert list(Record.objects.order_by("pk").values()) == before


def test_a_rebuild_mends_what_was_damaged(project: Project) -> None:
    process()
    before = list(Record.objects.order_by("record_id").values_list("record_id", "confidence"))
    Record.objects.filter(kind="pair").delete()
    Record.objects.filter(kind="reward").update(confidence=0.0)
    CleanInteractionRow.objects.all().delete()
    assert rebuild() == (2, 3, 1, 0, 1)
    assert list(Record.objects.order_by("record_id").values_list("record_id", "confidence")) == before


def test_no_time_is_told_and_resumed() -> None:
    assert advance(0.0) is False
    assert advance(60.0) is True
    assert Record.objects.count() == 3


def test_the_commands(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("process")
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["clean", "interactions", "2"] in lines
    assert ["pair", "1"] in lines
    call_command("rebuild", project="acme")
    assert "ids added 0, ids removed 0" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no project named nobody"):
        call_command("rebuild", project="nobody")
