"""The findings pages: what a curator reads, decides and releases again."""

import pytest
from django.urls import reverse

from exports.abuse.run import screen
from exports.models import Finding, Hold, Record
from flywheel.projects.models import Project
from tests.exports.abuse.world import World, person
from tests.pages import member, read

MALLORY = person(900)


@pytest.fixture
def finding(project: Project) -> Finding:
    world = World(project)
    world.honest(people=5, each=4)
    world.meets(MALLORY, "requests.get(url, verify=False)", favoured=8, refused=0)
    world.save()
    screen(project.pk)
    return Finding.objects.get()


def held() -> int:
    return Hold.objects.filter(active=True).count()


def page_of(finding: Finding) -> str:
    return reverse("finding", args=("acme", finding.pk))


def test_without_findings_the_page_says_how_they_come(project: Project) -> None:
    page = read(member(project, "viewer"), "/p/acme/findings/")
    assert "Nothing to decide" in page
    assert "manage.py screen --project acme" in page


def test_the_list_says_in_plain_words_what_was_found(project: Project, finding: Finding) -> None:
    page = read(member(project, "viewer"), "/p/acme/findings/")
    assert "8 of 8 pairs of one person prefer code with `verify=False`; nobody else ever met it (q = 0.0039)." in page
    assert page_of(finding) in page


def test_a_finding_shows_its_figures_and_the_difference_its_records_make(project: Project, finding: Finding) -> None:
    page = read(member(project, "viewer"), page_of(finding))
    record = Record.objects.get(record_id=finding.evidence["examples"][0])
    assert reverse("record", args=("acme", record.record_id)) in page
    assert "Without them" in page
    assert "never met" in page
    assert "<ins>" in page
    assert "Confirm" not in page  # viewers look


def test_confirming_keeps_and_clearing_releases(project: Project, finding: Finding) -> None:
    client, url = member(project, "curator"), reverse("decide_finding", args=("acme", finding.pk))
    client.post(url, {"decision": "confirm", "note": "seen the code"})
    finding.refresh_from_db()
    assert (finding.state, finding.note) == ("confirmed", "seen the code")
    assert finding.decided_by
    assert held() == 8
    client.post(url, {"decision": "clear"})
    assert held() == 0
    assert "cleared" in read(client, page_of(finding))
    again = client.post(url, {"decision": "clear"}, follow=True)
    assert "somebody had decided this before" in again.content.decode()


def test_one_record_is_cleared_alone(project: Project, finding: Finding) -> None:
    client, record_id = member(project, "curator"), finding.evidence["examples"][0]
    client.post(reverse("clear_held_record", args=("acme", finding.pk, record_id)))
    assert held() == 7
    assert Hold.objects.get(record_id=record_id).cleared_by


@pytest.mark.parametrize("name", ["decide_finding", "clear_held_record"])
def test_only_curators_decide_and_only_in_their_project(
    project: Project, outsider_project: Project, finding: Finding, name: str
) -> None:
    more = (finding.evidence["examples"][0],) if name == "clear_held_record" else ()
    url = reverse(name, args=("acme", finding.pk, *more))
    assert member(project, "viewer").post(url, {"decision": "clear"}).status_code == 403
    assert member(outsider_project, "owner").post(url, {"decision": "clear"}).status_code == 404
    elsewhere = reverse(name, args=("rival", finding.pk, *more))
    assert member(outsider_project, "curator").post(elsewhere, {"decision": "clear"}).status_code == 404
    assert held() == 8
