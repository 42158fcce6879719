"""The Connect page as a person uses it."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from flywheel.projects.models import ApiKey, Membership
from telemetry.pages.guides import GUIDES
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(page: Page) -> Page:
    """Signed in, on the Connect page."""
    page.goto("/p/acme/connect/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Connect a client")
    return page


def test_a_key_is_made_pasted_and_the_light_turns_on(page: Page, owner: Membership) -> None:
    clients = page.get_by_role("navigation", name="Clients")
    clients.get_by_role("link", name="Codex CLI").press("Enter")
    expect(page.get_by_role("heading", level=2, name="Codex CLI")).to_be_visible()
    page.get_by_label("For one developer").fill("jane@example.org")
    page.get_by_role("button", name="Make a key for Codex CLI").click()
    expect(page.get_by_role("status")).to_contain_text("not shown again")
    config = page.locator("#config").text_content() or ""
    assert f"fw_{ApiKey.objects.get().public_id}_" in config
    codex = clients.get_by_role("link", name="Codex CLI")
    expect(codex).to_contain_text("never seen")
    codex.focus()
    factories.BatchFactory.create(project=owner.project, source="otlp", client_name="codex")
    expect(codex).to_contain_text("last event", timeout=8000)
    expect(codex).to_be_focused()  # the lights are swapped under the reader's hands
    expect(page.locator("#announcer")).to_have_text("Codex CLI: events are arriving")
    expect(page.locator("#seen tbody th")).to_have_text("codex")
    assert page.locator("#config").text_content() == config  # the key stays while the lights change


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_every_client_s_page_fits_the_screen(page: Page, owner: Membership, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    look_at_all(page)
    long, now = "a_very_long_name_" * 6, timezone.now()
    unmapped = [{"name": long[:100], "reason": "invalid_record", "count": 123456, "field": long}]
    for guide in GUIDES:
        for source, name in guide.feeds or {(guide.slug, long[:100])}:
            factories.BatchFactory.create(
                project=owner.project, source=source, client_name=name, client_version=long[:100], rejected=3,
                received_at=now - timedelta(minutes=2), unmapped=unmapped, dropped={long[:60]: 123456},
            )  # fmt: skip
    look_at_all(page)


def look_at_all(page: Page) -> None:
    for guide in GUIDES:
        page.goto(f"/p/acme/connect/?client={guide.slug}")
        page.wait_for_load_state("load")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{guide.slug} scrolls sideways by {wide} px"


def test_copying_takes_the_text_as_it_is_to_be_pasted(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/p/acme/connect/?client=gemini-cli")
    page.get_by_role("button", name="Copy the configuration for Gemini CLI").click()
    copied = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert copied["telemetry"]["otlpProtocol"] == "http"
