"""Explaining a record, by command and on its page, from events that went the whole way."""

import html

import pytest
from django.core.management import CommandError, call_command

from exports.models import Record
from exports.preferences.advance import advance
from flywheel.projects.models import Project
from tests.pages import member, read
from tests.telemetry.builders import event, insert, story


@pytest.fixture
def record(project: Project) -> Record:
    kept = event("candidate.retained", 302_000, candidate_id="i1-c0", data={"after_s": 300, "fraction": 1.0})
    insert(project.pk, [*story(), kept])
    assert advance(30)
    return Record.objects.filter(project=project).get(kind="unpaired")


def test_by_command(project: Project, record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("explain", record.record_id[:12], project=project.slug)
    told = capsys.readouterr().out
    assert told.startswith(f"{record.kind} {record.record_id}, rule {record.rule} version {record.rule_version}\n")
    assert f"Confidence {record.confidence:.2f}, tier {record.tier}." in told
    assert "What happened (* the record rests on it):" in told
    assert told.count("\n  * ") == len(record.events)


def test_an_unknown_record_is_said_to_be_unknown(project: Project, record: Record) -> None:
    with pytest.raises(CommandError, match="No record begins with 'zzz'"):
        call_command("explain", "zzz", project=project.slug)


def test_on_its_page(project: Project, record: Record) -> None:
    told = read(member(project, "viewer"), f"/p/{project.slug}/records/{record.record_id}/")
    assert "A developer took it, left it as it was, and it stayed." in html.unescape(told)
    assert told.count('<li class="human evidence">') == 2  # accepted, retained
    assert "100 % still there after 5 min" in told
