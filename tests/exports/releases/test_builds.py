"""Builds as work items: leases, killed workers, attempts."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from exports.models import Build, Release
from exports.releases import builds, run
from exports.releases.builds import NotClaimedError, claim, request_build
from exports.releases.run import run_build, run_next_build
from exports.releases.storage import StorageError
from tests.exports.factories import make_dataset, make_record

pytestmark = pytest.mark.django_db(transaction=True)


def kill(build: Build) -> None:
    """As a killed worker leaves its build: running, with a lease that runs out."""
    Build.objects.filter(pk=build.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_build_is_claimed_once() -> None:
    build = request_build(make_dataset())
    assert claim(build.pk).attempts == 1
    with pytest.raises(NotClaimedError):
        claim(build.pk)


def test_builds_of_one_dataset_follow_each_other() -> None:
    dataset = make_dataset()
    first, second = request_build(dataset), request_build(dataset)
    claim(first.pk)
    with pytest.raises(NotClaimedError):
        claim(second.pk)
    assert claim(request_build(make_dataset(name="other")).pk).attempts == 1


def test_a_killed_build_is_taken_up_again() -> None:
    make_record(number=1)
    build = request_build(make_dataset())
    kill(claim(build.pk))
    assert run_next_build()
    build.refresh_from_db()
    assert (build.state, build.attempts) == ("done", 2)


def test_after_three_kills_the_build_fails() -> None:
    build = request_build(make_dataset())
    for _ in range(3):
        kill(claim(build.pk))
    assert run_next_build()
    build.refresh_from_db()
    assert build.state == "failed"
    assert build.error == "The build was interrupted 3 times; its worker was killed."
    assert not run_next_build()


def test_who_lost_the_lease_does_not_publish(monkeypatch: pytest.MonkeyPatch) -> None:
    make_record(number=1)
    build = request_build(make_dataset())
    store = run._store

    def take_over_meanwhile(*arguments: object) -> str:
        kill(build)
        claim(build.pk)
        return store(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "_store", take_over_meanwhile)
    with pytest.raises(NotClaimedError):
        run_build(build.pk)
    assert not Release.objects.exists()


def test_storage_that_cannot_be_written_is_named(settings: Settings, tmp_path: Path) -> None:
    make_record(number=1)
    (tmp_path / "blocked").write_text("a file where the folder should be")
    settings.FLYWHEEL_STORAGE_URL = str(tmp_path / "blocked" / "objects")
    build = request_build(make_dataset())
    for _ in range(builds.MAX_ATTEMPTS):
        with pytest.raises(StorageError, match="cannot be written"):
            run_build(build.pk)
    build.refresh_from_db()
    assert build.state == "failed"
    assert build.error.startswith("The release storage cannot be written")


def test_a_bump_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="bump"):
        request_build(make_dataset(), "huge")
