import pytest
from pytest_django.fixtures import Settings

from tests.pages import PAGE_SETTINGS


@pytest.fixture(autouse=True)
def _page_settings(settings: Settings) -> None:
    for name, value in PAGE_SETTINGS.items():
        setattr(settings, name, value)
