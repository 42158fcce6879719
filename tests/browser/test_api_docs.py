"""The browsable API documentation renders, under a policy that lets nothing foreign in."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_documentation_renders_without_violations(
    chromium: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    page = chromium.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{live_server.url}/api/v1/docs/")
    page.get_by_text("Store events", exact=True).wait_for()
    page.get_by_text("Store events", exact=True).click()
    page.get_by_text("Answered once the good events are committed").wait_for()
    page.screenshot(path=tmp_path / "docs.png")
    page.close()
    assert complaints == []
