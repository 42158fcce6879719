"""Trying other cut-offs: the counts are right, and nothing is changed."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from exports.calibration.verdicts import verdict_of
from exports.models import LeftOut, Record
from exports.what_if.plan import PlanError, from_toml, from_words
from flywheel.projects.models import Project
from tests.pages import member, read


def rows() -> list[object]:
    return [*Record.objects.order_by("pk").values_list(), *LeftOut.objects.order_by("pk").values_list()]


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    call_command("what_if", "--project", "acme", "--json", *words)
    document = json.loads(capsys.readouterr().out)
    assert isinstance(document, dict)
    return document


def records(document: dict[str, object]) -> dict[tuple[str, str], tuple[int, int]]:
    found = document["records"]
    assert isinstance(found, list)
    return {(one["kind"], one["rule"]): (one["before"], one["after"]) for one in found}


def test_a_stricter_cut_off_loses_what_it_must(kept: Project, capsys: pytest.CaptureFixture[str]) -> None:
    before = rows()
    document = told(capsys, "--cutoff", "retained_min=0.95")
    assert records(document)["unpaired", "accepted-retained"] == (2, 1)
    assert (document["groups"], document["added"], document["removed"]) == (2, 0, 1)
    assert rows() == before


def test_a_rule_switched_off(kept: Project, capsys: pytest.CaptureFixture[str]) -> None:
    document = told(capsys, "--without", "accepted-retained")
    assert records(document) == {("unpaired", "accepted-retained"): (2, 0), ("reward", "accepted-retained"): (2, 0)}
    assert document["same"] == 0


def test_the_plan_in_force_changes_nothing(kept: Project, capsys: pytest.CaptureFixture[str]) -> None:
    document = told(capsys)
    assert (document["same"], document["added"], document["removed"]) == (4, 0, 0)


def test_accuracy_on_gold_is_that_of_the_verdicts(kept: Project, capsys: pytest.CaptureFixture[str]) -> None:
    labels = Record.objects.filter(kind="unpaired").order_by("completion")
    verdict_of(labels[0], "agree", "ann").save()
    verdict_of(labels[1], "disagree", "ann").save()
    gold = told(capsys, "--cutoff", "retained_min=0.95")["gold"]
    assert isinstance(gold, dict)
    assert gold["before"]["unpaired"] == {"right": 1, "asked": 2}
    assert gold["after"]["unpaired"] == {"right": 1, "asked": 1}  # `return 0 + 40` is the one that stayed whole
    call_command("what_if", project="acme")
    assert "unpaired right on gold: now 50.0% of 2 (" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--cutoff", "kept=0.5"], "There is no cut-off 'kept'. Known are: dwell_min_ms"),
        (["--cutoff", "kept_min"], "'kept_min' is not NAME=NUMBER"),
        (["--cutoff", "kept_min=much"], "'kept_min=much' is not NAME=NUMBER"),
        (["--cutoff", "kept_min=1.5"], "A cut-off is out of range"),
        (["--cutoff", "kept_min=nan"], "A cut-off is out of range"),
        (["--plan", "/no/such.toml"], "cannot be read: No such file"),
        (["--groups", "-3"], "--groups must be at least 1"),
    ],
)
def test_a_plan_that_cannot_be_tried_says_why(kept: Project, words: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("what_if", "--project", "acme", *words)


def test_plans_as_toml() -> None:
    plan = from_toml('without = ["rated"]\n[cutoffs]\nkept_min = 0.7\n')
    assert plan == from_words(["kept_min=0.7"], ["rated"])
    assert plan.applied().kept_min == 0.7
    assert "rated" not in [rule.id for rule in plan.rules()]
    for text in ("kept_min = 1", 'without = ["no-rule"]', "= ="):
        with pytest.raises(PlanError):
            from_toml(text)


class TestPage:
    @pytest.fixture
    def viewer(self, kept: Project) -> Client:
        return member(kept, "viewer")

    def test_first_it_asks(self, viewer: Client) -> None:
        page = read(viewer, "/p/acme/what-if/")
        assert "What would change" not in page
        assert 'name="retained_min" inputmode="decimal" value="0.9"' in page

    def test_then_it_shows_what_would_change(self, viewer: Client) -> None:
        before = rows()
        page = read(viewer, "/p/acme/what-if/?retained_min=0.95&kept_min=0.8")
        assert "<strong>-1</strong>" in page
        assert "manage.py what_if --project acme --cutoff retained_min=0.95</code>" in page
        assert rows() == before

    def test_nonsense_is_answered_in_words(self, viewer: Client) -> None:
        assert "is not NAME=NUMBER" in read(viewer, "/p/acme/what-if/?retained_min=lots")
        assert "There is no rule" in read(viewer, "/p/acme/what-if/?without=nothing")

    def test_a_project_without_anything(self, project: Project) -> None:
        page = read(member(project, "viewer"), "/p/acme/what-if/?retained_min=0.95")
        assert "Nothing to try it on yet" in page

    def test_an_outsider_sees_nothing(self, kept: Project, outsider_project: Project) -> None:
        read(member(outsider_project, "owner"), "/p/acme/what-if/?retained_min=0.95", status=404)
