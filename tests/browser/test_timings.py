"""How long each page takes in a browser, written down for people to compare: run with `-s`. No time is asserted."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

VISITS = 5
_LOADED = "Math.round(performance.getEntriesByType('navigation')[0].loadEventEnd)"


def test_pages_are_timed(chromium: Browser, live_server: LiveServer) -> None:
    owner = factories.MembershipFactory.create(project=factories.ProjectFactory.create(slug="acme"), role="owner")
    record = factories.RecordFactory.create_batch(100, project=owner.project)[0]
    factories.InteractionFactory.create_batch(100, project=owner.project)
    page = chromium.new_page(base_url=live_server.url)
    page.goto("/sign-in/")
    page.get_by_label("Username").fill(owner.user.username)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    names = ["", "records/", f"records/{record.record_id}/", "interactions/", "quarantine/", "datasets/", "connect/"]
    for name in names:
        times = []
        for _ in range(VISITS):
            answer = page.goto(f"/p/acme/{name}")
            assert answer is not None
            assert answer.ok
            times.append(page.evaluate(_LOADED))
        print(f"{name or 'overview':<50} load {sorted(times)} ms")
    page.close()
