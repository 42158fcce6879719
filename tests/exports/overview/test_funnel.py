"""The funnel: as a value, as a command, over HTTP."""

import json
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from exports.models import Dataset, LeftOut, Record, Release, ReleaseFile
from flywheel.projects.models import Project

EMPTY = {
    "events": 0,
    "interactions": 0,
    "candidates": {"shown": 0, "accepted": 0, "dismissed": 0, "open": 0},
    "clean": 0,
    "dropped": 0,
    "held": 0,
    "records": {"pair": 0, "unpaired": 0, "reward": 0},
    "release_rows": {"pair": 0, "unpaired": 0, "reward": 0},
    "left_out": {},
    "reasons": {},
}


def record(project: Project, kind: str, name: str) -> Record:
    return Record.objects.create(
        project=project,
        record_id=name,
        kind=kind,
        rule="r",
        rule_version=1,
        group_id="g",
        split_bucket=0,
        prompt_roles=[],
        prompt_contents=[],
        confidence=1.0,
        observed_at="2026-01-01T00:00:00Z",
    )


def release(dataset: Dataset, minor: int, rows: int) -> None:
    made = Release.objects.create(dataset=dataset, major=1, minor=minor, patch=0, sha="a", recipe_fingerprint="f")
    paths = {"pairs/train-00000-of-00001.parquet": rows, "trl_preference/train-00000-of-00001.parquet": rows}
    for path, row_count in {**paths, "README.md": None}.items():
        ReleaseFile.objects.create(release=made, path=path, sha256="b", byte_count=1, row_count=row_count)


@pytest.fixture
def filled(project: Project, outsider_project: Project) -> None:
    record(project, "pair", "1")
    record(project, "pair", "2")
    record(project, "reward", "3")
    record(outsider_project, "unpaired", "4")
    LeftOut.objects.create(project=project, group_id="g", reason="equal_texts", count=2)
    LeftOut.objects.create(project=project, group_id="h", reason="equal_texts", count=1)
    LeftOut.objects.create(project=outsider_project, group_id="h", reason="over_cap", count=9)
    dataset = Dataset.objects.create(project=project, name="d")
    release(dataset, 0, 100)
    release(dataset, 1, 7)


FILLED = {
    **EMPTY,
    "records": {"pair": 2, "unpaired": 0, "reward": 1},
    "release_rows": {"pair": 7, "unpaired": 0, "reward": 0},
    "left_out": {"equal_texts": 3},
}


def get(client: Client, key: str) -> tuple[int, dict[str, object]]:
    response = client.get("/api/v1/funnel", headers={"Authorization": f"Bearer {key}"})
    return response.status_code, response.json()


@pytest.mark.usefixtures("filled")
def test_over_http(client: Client, make_key: Callable[..., str]) -> None:
    assert get(client, make_key("datasets:read")) == (200, FILLED)


def test_of_an_empty_project(client: Client, make_key: Callable[..., str]) -> None:
    assert get(client, make_key("datasets:read")) == (200, EMPTY)


@pytest.mark.usefixtures("filled")
def test_another_project_sees_its_own(client: Client, make_key: Callable[..., str], outsider_project: Project) -> None:
    status, seen = get(client, make_key("datasets:read", of=outsider_project))
    assert (status, seen["records"]) == (200, {"pair": 0, "unpaired": 1, "reward": 0})


def test_needs_the_scope(client: Client, make_key: Callable[..., str]) -> None:
    status, problem = get(client, make_key("events:write"))
    assert (status, problem["code"]) == (403, "missing_scope")
    assert client.get("/api/v1/funnel").status_code == 401


@pytest.mark.usefixtures("filled")
def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("funnel", project="acme", json=True)
    assert json.loads(capsys.readouterr().out) == FILLED
    call_command("funnel", project="acme")
    assert ["equal_texts", "3"] in [line.split() for line in capsys.readouterr().out.splitlines()]
    with pytest.raises(CommandError):
        call_command("funnel", project="nobody")
