"""A headless Chromium, and the server it visits."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from flywheel.projects.models import Membership
from tests import factories
from tests.pages import PAGE_SETTINGS

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# WhiteNoise warns where the folder is missing, and the live server starts before any test's settings apply.
Path(django_settings.STATIC_ROOT).mkdir(exist_ok=True)


@pytest.fixture(autouse=True)
def _page_settings(settings: Settings) -> None:
    for name, value in PAGE_SETTINGS.items():
        setattr(settings, name, value)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        message = "Chromium is not installed, so nobody looks at the pages."
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    # Playwright's loop runs in this thread; Django would take the tests' own queries for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def owner() -> Membership:
    project = factories.ProjectFactory.create(slug="acme")
    return factories.MembershipFactory.create(project=project, role="owner")


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer, owner: Membership) -> Iterator[Page]:
    """Signed in. Whatever the console says, CSP violations among it, fails the test at its end."""
    context = chromium.new_context(base_url=live_server.url)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/sign-in/")
    page.get_by_label("Username").fill(owner.user.username)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    yield page
    context.close()
    assert said == []
