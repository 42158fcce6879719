import pytest

from exports.overview import recent
from exports.overview.funnel import Funnel, funnel
from flywheel.projects.models import Project
from tests.factories import RecordFactory


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time in seconds; counting seems to take one of them."""
    now = [100.0]

    def slowly(project: Project) -> Funnel:
        now[0] += 1.0
        return funnel(project)

    monkeypatch.setattr(recent, "monotonic", lambda: now[0])
    monkeypatch.setattr(recent, "funnel", slowly)
    return now


def test_what_takes_a_second_is_counted_every_twenty_seconds(project: Project, clock: list[float]) -> None:
    assert recent.recent_funnel(project, 1 / 20).records["pair"] == 0
    RecordFactory.create(project=project)
    clock[0] = 119.9
    assert recent.recent_funnel(project, 1 / 20).records["pair"] == 0
    clock[0] = 120.1
    assert recent.recent_funnel(project, 1 / 1200).records["pair"] == 0
    assert recent.recent_funnel(project, 1 / 20).records["pair"] == 1


def test_projects_have_their_own_figures(project: Project, outsider_project: Project, clock: list[float]) -> None:
    RecordFactory.create(project=project)
    assert recent.recent_funnel(project, 1 / 20).records["pair"] == 1
    assert recent.recent_funnel(outsider_project, 1 / 20).records["pair"] == 0
