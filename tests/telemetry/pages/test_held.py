"""The pages of held interactions: what is seen by whom, and deciding one or all."""

import re
from uuid import UUID

import pytest

from flywheel.projects.models import Project
from telemetry.assembly import activity
from telemetry.assembly.run import assemble_batches
from telemetry.cleaning.run import clean_stale
from telemetry.cleaning.stages import hold_floods
from telemetry.contracts import interaction_uid
from telemetry.models import CleanInteractionRow, Clearance
from tests.factories import CleanInteractionFactory, InteractionFactory
from tests.pages import member, read
from tests.telemetry.builders import insert, story

FLOOD = "hold_floods:flooding_source"


def advance() -> None:
    while assemble_batches() or clean_stale():
        pass


@pytest.fixture
def flooded(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project with three held interactions and one that is kept."""
    monkeypatch.setattr(activity, "FLOOD_LIMIT", 2)
    monkeypatch.setattr(hold_floods, "FLOOD_LIMIT", 2)
    for number in range(3):
        told = story(
            f"flood-{number}", number * 1000, f"return {number} + len('</script>')", prefix=f"def f{number}():\n"
        )
        insert(project.pk, told)
    insert(project.pk, story("honest", 9_000_000, "password = 'tR0ub4dor&3x9'"))
    advance()
    return project


def states(project: Project) -> list[str]:
    return sorted(CleanInteractionRow.objects.filter(project=project).values_list("state", flat=True))


def test_nothing_held_says_so(project: Project) -> None:
    assert "Nothing is held" in read(member(project, "viewer"), "/p/acme/held/")
    assert "Nothing was cleared" in read(member(project, "viewer"), "/p/acme/held/?state=cleared")
    assert "No interaction matches" in read(member(project, "viewer"), "/p/acme/held/?reason=%00&before=x")


def test_the_list_counts_by_reason_and_narrows(flooded: Project) -> None:
    page = read(member(flooded, "viewer"), "/p/acme/held/")
    assert f"{FLOOD} · 3" in page
    assert page.count('<tr class="row">') == 3
    assert "honest" not in page
    assert "data-row" not in page  # opening one is for curators
    curator = member(flooded, "curator")
    assert read(curator, f"/p/acme/held/?reason={FLOOD}&developer={'d' * 32}").count("data-row") == 3
    assert "No interaction matches" in read(curator, f"/p/acme/held/?reason={FLOOD}&developer=nobody")
    assert 'href="/p/acme/held/" aria-current="page"' in page


def test_one_shows_its_code_highlighted_and_why_it_is_held(flooded: Project) -> None:
    uid = interaction_uid("flood-1")
    page = read(member(flooded, "curator"), f"/p/acme/held/{uid}/")
    assert "more than 1,000 interactions within 10 minutes" in page
    assert '<span class="k">def</span>' in page
    assert "</script>'" not in page
    assert "candidate.accepted" in page
    assert read(member(flooded, "viewer"), f"/p/acme/held/{uid}/", 403)


def test_what_is_shown_is_scrubbed(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activity, "FLOOD_LIMIT", 0)
    monkeypatch.setattr(hold_floods, "FLOOD_LIMIT", 0)
    insert(project.pk, story("secret", text="password = 'tR0ub4dor&3x9'"))
    advance()
    page = read(member(project, "curator"), f"/p/acme/held/{interaction_uid('secret')}/")
    assert "SECRET_1" in page
    assert "tR0ub4dor" not in page


def test_clearing_one_keeps_it_and_taking_back_holds_it_again(flooded: Project) -> None:
    uid, curator = interaction_uid("flood-1"), member(flooded, "curator")
    chosen = {"held_for": FLOOD, "decision": "clear", "note": "A load test of ours"}
    answer = curator.post(f"/p/acme/held/{uid}/decide/?reason={FLOOD}", chosen)
    assert answer["Location"] == "/p/acme/held/?reason=hold_floods%3Aflooding_source"
    assert "waits to be cleaned again" in read(curator, f"/p/acme/held/{uid}/")
    advance()
    assert states(flooded) == ["held", "held", "kept", "kept"]
    page = read(curator, f"/p/acme/held/{uid}/")
    assert re.search(rf"Cleared of <code>{FLOOD}</code> by person-\d+,", page)
    assert "A load test of ours" in page
    assert "Why it was held" in page
    assert 'value="clear"' not in page
    assert 'value="take_back"' in page
    assert "A load test of ours" in read(curator, "/p/acme/held/?state=cleared")
    curator.post(f"/p/acme/held/{uid}/decide/", {**chosen, "decision": "take_back", "note": ""})
    advance()
    assert states(flooded) == ["held", "held", "held", "kept"]
    assert list(Clearance.objects.order_by("pk").values_list("cleared", flat=True)) == [True, False]
    assert "Nothing was cleared" in read(curator, "/p/acme/held/?state=cleared")


def test_clearing_all_asks_with_the_exact_count_first(flooded: Project) -> None:
    curator = member(flooded, "curator")
    curator.post(f"/p/acme/held/{interaction_uid('flood-0')}/decide/", {"held_for": FLOOD, "decision": "clear"})
    chosen = {"reason": FLOOD, "decision": "clear"}
    page = curator.post("/p/acme/held/all/", chosen).content.decode()
    assert "Clear 2 interactions?" in page
    assert Clearance.objects.count() == 1
    page = curator.post("/p/acme/held/all/", {**chosen, "confirmed": "3"}).content.decode()
    assert "nothing was decided" in page
    assert Clearance.objects.count() == 1
    answer = curator.post("/p/acme/held/all/", {**chosen, "confirmed": "2", "note": "ours"}, follow=True)
    assert "2 interactions are cleared" in answer.content.decode()
    advance()
    assert states(flooded) == ["kept"] * 4
    chosen = {"reason": FLOOD, "decision": "take_back", "state": "cleared"}
    assert "Hold again 3 interactions?" in curator.post("/p/acme/held/all/", chosen).content.decode()
    curator.post("/p/acme/held/all/", {**chosen, "confirmed": "3"})
    advance()
    assert states(flooded) == ["held", "held", "held", "kept"]


@pytest.mark.parametrize("chosen", [{}, {"reason": "nonsense", "confirmed": "0"}, {"reason": "x\0", "confirmed": "²"}])
def test_nonsense_decides_nothing(flooded: Project, chosen: dict[str, str]) -> None:
    curator = member(flooded, "curator")
    assert curator.post("/p/acme/held/all/", chosen).status_code in (200, 302)
    curator.post(f"/p/acme/held/{interaction_uid('honest')}/decide/", {"held_for": [FLOOD, "redact:password"]})
    assert not Clearance.objects.exists()
    assert curator.get(f"/p/acme/held/{UUID(int=0)}/").status_code == 404


def test_deciding_is_for_curators_of_the_project(flooded: Project, outsider_project: Project) -> None:
    one = f"/p/acme/held/{interaction_uid('flood-0')}/"
    for path in (f"{one}decide/", "/p/acme/held/all/"):
        chosen = {"held_for": FLOOD, "reason": FLOOD, "confirmed": "3"}
        assert member(flooded, "viewer").post(path, chosen).status_code == 403
        assert member(outsider_project, "owner").post(path, chosen).status_code == 404
        assert member(flooded, "curator").get(path).status_code == 405
    stranger = member(outsider_project, "owner")
    stranger.post(f"{one.replace('acme', 'rival')}decide/", {"held_for": FLOOD})
    assert read(stranger, one.replace("acme", "rival"), 404)
    assert read(stranger, "/p/acme/held/", 404)
    assert not Clearance.objects.exists()


def test_older_rows_follow_by_key(project: Project) -> None:
    rows = CleanInteractionFactory.create_batch(51, project=project, state="held", reasons=[FLOOD])
    InteractionFactory.create(project=project, uid=rows[0].uid, interaction_id="the-oldest")
    curator = member(project, "curator")
    assert f"before={rows[1].pk}" in read(curator, "/p/acme/held/")
    older = read(curator, f"/p/acme/held/?before={rows[1].pk}")
    assert older.count("data-row") == 1
    assert "the-oldest" in older
