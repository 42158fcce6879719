"""The tasks do the waiting work; what they cannot finish they announce again."""

import pytest
from celery import current_app

from exports import tasks


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **options: names.append(name))
    return names


def test_a_finished_pipeline_announces_nothing(sent: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "advance", lambda seconds: True)
    tasks.advance_pipeline()
    assert sent == []


def test_an_unfinished_one_asks_for_another_turn(sent: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "advance", lambda seconds: False)
    tasks.advance_pipeline()
    assert sent == ["pipeline.advance"]


def test_the_sweep_finds_batches_and_builds(sent: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    builds = iter([True, True, False])
    advanced: list[float] = []

    def advance(seconds: float) -> bool:
        advanced.append(seconds)
        return True

    monkeypatch.setattr(tasks, "advance", advance)
    monkeypatch.setattr(tasks, "mark_outdated", lambda: 0)
    monkeypatch.setattr(tasks, "screen_due", lambda: 0)
    monkeypatch.setattr(tasks, "run_next_build", lambda: next(builds))
    tasks.sweep()
    assert (advanced, list(builds), sent) == ([30.0], [], [])


def test_the_names_others_send_to_are_registered() -> None:
    current_app.loader.import_default_modules()
    assert {"pipeline.advance", "exports.sweep", "exports.build"} <= set(current_app.tasks)
