"""What a project's upstreams are, also while the database is away."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError

from flywheel.encryption import encrypt
from flywheel.projects.models import Project
from telemetry.clients.gateway import known
from telemetry.clients.gateway.contracts import ReadyUpstream
from telemetry.clients.gateway.known import upstreams_of
from telemetry.models import Upstream

URL = "https://models.example.com"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    known._REMEMBERED.clear()
    yield
    known._REMEMBERED.clear()


def add(project: Project, name: str, **fields: object) -> Upstream:
    return Upstream.objects.create(project=project, name=name, **({"kind": "tabby", "url": URL} | fields))


@contextmanager
def database_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As `asking` says it; how a database goes away for real is tested with what clients send meanwhile."""

    def refuse() -> None:
        raise OperationalError("The database is away.")

    with monkeypatch.context() as patch:
        patch.setattr(known, "asking", refuse)
        yield


def test_everything_a_request_needs(project: Project) -> None:
    row = add(
        project, "big", kind="openai", model="m", checkpoint="c", fim_template="starcoder2", weight=3, timeout_s=2.5,
        allow_internal=True, encrypted_key=encrypt(b"sk-secret"),
    )  # fmt: skip
    (found,) = upstreams_of(project.pk)
    assert found == ReadyUpstream(
        id=row.pk, project_id=project.pk, name="big", kind="openai", url=URL, model="m", checkpoint="c",
        fim_template="starcoder2", key="sk-secret", weight=3, timeout_s=2.5, allow_internal=True,
    )  # fmt: skip
    assert "sk-secret" not in f"{found} {found!r}"


def test_by_name_and_of_the_project_alone(project: Project, outsider_project: Project) -> None:
    for name in ("b", "c", "a"):
        add(project, name)
    add(outsider_project, "theirs")
    assert [each.name for each in upstreams_of(project.pk)] == ["a", "b", "c"]
    assert [each.key for each in upstreams_of(project.pk)] == ["", "", ""]


def test_those_without_traffic_are_left_out(project: Project) -> None:
    add(project, "resting", weight=0)
    assert upstreams_of(project.pk) == []


def test_a_key_that_cannot_be_decrypted_takes_its_upstream_out_of_the_draw(
    project: Project, caplog: pytest.LogCaptureFixture
) -> None:
    add(project, "lost", encrypted_key=b"not ours: sk-secret")
    add(project, "sound")
    assert [each.name for each in upstreams_of(project.pk)] == ["sound"]
    assert "cannot be decrypted" in caplog.text
    assert "sk-secret" not in caplog.text


def test_a_change_counts_from_the_next_request(project: Project) -> None:
    row = add(project, "a")
    upstreams_of(project.pk)
    row.delete()
    assert upstreams_of(project.pk) == []


def test_while_the_database_is_away_the_last_answer_stands(
    project: Project, outsider_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(project, "a")
    before = upstreams_of(project.pk)
    with database_away(monkeypatch):
        assert upstreams_of(project.pk) == before
        with pytest.raises(OperationalError):
            upstreams_of(outsider_project.pk)


def test_the_last_answer_stands_for_an_hour_only(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    add(project, "a")
    upstreams_of(project.pk)
    read_at, found = known._REMEMBERED[project.pk]
    with database_away(monkeypatch):
        known._REMEMBERED[project.pk] = (read_at - 3590, found)
        assert len(upstreams_of(project.pk)) == 1
        known._REMEMBERED[project.pk] = (read_at - 3601, found)
        with pytest.raises(OperationalError):
            upstreams_of(project.pk)


def test_a_caller_s_list_is_its_own(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    add(project, "a")
    upstreams_of(project.pk).clear()
    with database_away(monkeypatch):
        assert len(upstreams_of(project.pk)) == 1
