import pytest
from pytest_django.fixtures import Settings

from exports.preferences.advance import advance
from flywheel.projects.models import Project
from tests.pages import PAGE_SETTINGS
from tests.telemetry.builders import event, insert, story


@pytest.fixture(autouse=True)
def _page_settings(settings: Settings) -> None:
    for name, value in PAGE_SETTINGS.items():
        setattr(settings, name, value)


@pytest.fixture
def kept(project: Project) -> Project:
    """Two prompts: of one answer everything stayed, of the other 92 %."""
    for number, fraction in enumerate((1.0, 0.92)):
        name = f"i{number}"
        told = event("candidate.retained", 302_000, interaction_id=name, candidate_id=f"{name}-c0",
                     data={"after_s": 300, "fraction": fraction})  # fmt: skip
        insert(project.pk, [*story(name, text=f"return {number} + 40", prefix=f"def f{number}():\n    "), told])
    assert advance(30)
    return project
