"""A person's way through every page in a real browser."""

import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from exports.models import Build, Record
from exports.releases.run import run_build
from flywheel.projects.models import Membership
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PAGES = (
    "",
    "records/",
    "statistics/",
    "interactions/",
    "held/",
    "quarantine/",
    "datasets/",
    "connect/",
    "upstreams/",
    "keys/",
)


def fill(owner: Membership) -> Record:
    """Something on every page, texts long enough to break a narrow screen."""
    project, uid, long = owner.project, uuid.uuid4(), "a_very_long_name_" * 12
    factories.BatchFactory.create(project=project, client_name=long[:100])
    factories.InteractionFactory.create(project=project, uid=uid, interaction_id=long[:200])
    marks = [{"stage": "redact", "reason": "email", "where": "prompt.prefix", "count": 1}]
    factories.CleanInteractionFactory.create(project=project, uid=uid, marks=marks, reasons=["redact:email"])
    event = factories.insert_event(project, uid, "candidate.accepted", data={"kind": "full", "accepted_text": long})
    factories.QuarantinedEventFactory.create(project=project, message=long, field=long[:200])
    return factories.RecordFactory.create(
        project=project, file_path=long, chosen=f"x = {long}\n", interactions=[uid], events=[event]
    )


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_every_page_fits_the_screen_empty_and_full(page: Page, owner: Membership, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    paths = [f"/p/acme/{path}" for path in PAGES]
    look_at(page, paths)
    record = fill(owner)
    release = factories.ReleaseFactory.create(dataset__project=owner.project, dataset__name="pairs")
    factories.ReleaseFileFactory.create(release=release)
    factories.BuildFactory.create(dataset=release.dataset, state="failed", error="a_long_reason_" * 30)
    held = owner.project.quarantinedevent_set.get()
    paths += [f"/p/acme/records/{record.record_id}/?view={view}" for view in ("auto", "split", "unified")]
    paths += [f"/p/acme/interactions/{record.interactions[0]}/", f"/p/acme/quarantine/{held.pk}/"]
    paths += ["/p/acme/datasets/pairs/", f"/p/acme/datasets/pairs/releases/{release.version}/", "/?all"]
    look_at(page, paths)


def look_at(page: Page, paths: list[str]) -> None:
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        page.wait_for_load_state("networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} scrolls sideways by {wide} px"


def test_records_are_walked_by_keyboard(page: Page, owner: Membership) -> None:
    rows = [factories.RecordFactory.create(project=owner.project, rule=f"rule-{n}") for n in range(3)]
    page.goto("/p/acme/records/")
    for key in ("j", "j", "k", "j", "Enter"):
        page.keyboard.press(key)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(rows[1].rule)
    page.keyboard.press("j")
    expect(heading).to_have_text(rows[0].rule)
    page.keyboard.press("v")
    expect(page.get_by_role("link", name="Split view")).to_be_visible()
    page.keyboard.press("u")
    expect(heading).to_have_text("Records")
    page.keyboard.press("/")
    expect(page.get_by_label("Kind")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_keys_can_be_listed_and_switched_off(page: Page, owner: Membership) -> None:
    factories.RecordFactory.create(project=owner.project)
    page.goto("/p/acme/records/")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Shortcuts on").uncheck()
    dialog.get_by_role("button", name="Close").click()
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("?")
    expect(dialog).to_be_hidden()


def test_the_theme_is_remembered(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name="Switch to dark theme").click()
    page.goto("/p/acme/records/")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    expect(page.get_by_role("button", name="Switch to light theme")).to_be_visible()


def test_the_evidence_behind_a_record_leads_to_its_event(page: Page, owner: Membership) -> None:
    record = fill(owner)
    page.goto(f"/p/acme/records/{record.record_id}/")
    page.get_by_role("link", name=str(record.events[0])).click()
    expect(page.get_by_text("candidate.accepted")).to_be_visible()
    assert page.url.endswith(f"/interactions/{record.interactions[0]}/#{record.events[0]}")


def test_a_key_is_made_and_shown_once(page: Page) -> None:
    page.goto("/p/acme/keys/")
    page.get_by_label("Name").fill("editor plugin")
    page.get_by_role("button", name="Make key").click()
    expect(page.locator("#token")).to_contain_text("fw_")
    page.goto("/p/acme/keys/")
    expect(page.locator("#token")).to_have_count(0)
    page.get_by_role("button", name="Revoke editor plugin").click()
    expect(page.get_by_text("revoked", exact=False).first).to_be_visible()


def test_a_release_is_built_by_a_click(page: Page, owner: Membership, settings: Settings, tmp_path: Path) -> None:
    settings.FLYWHEEL_STORAGE_URL = str(tmp_path)
    factories.RecordFactory.create_batch(20, project=owner.project, group_id="c" * 64)
    page.goto("/p/acme/datasets/")
    page.get_by_label("Name").fill("pairs")
    page.get_by_role("button", name="Make dataset").click()
    page.get_by_role("button", name="Build release").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    run_build(Build.objects.get().pk)
    page.get_by_role("row").get_by_role("link", name="1.0.0").click()
    expect(page.get_by_role("heading", name="Load it")).to_be_visible()
    expect(page.get_by_text("configs:", exact=False).first).to_be_visible()
