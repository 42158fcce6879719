"""A headless Chromium, and the server it visits."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Browser, sync_playwright
from pytest_django.fixtures import Settings

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
