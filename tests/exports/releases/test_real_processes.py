"""Builds in processes of their own: at the same time, and killed in the middle of writing."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from exports.models import Build, Dataset, Record, Release
from exports.releases.builds import NotClaimedError, claim, request_build
from exports.releases.run import run_next_build
from tests.exports.factories import RecordFactory, make_dataset, make_project, make_record
from tests.flows.processes import ROOT, environment, kill

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WRITE_AND_HANG = """
import sys, time
import django
django.setup()
from exports.releases.run import run_build
from exports.releases.tables import KindWriter

write = KindWriter._write

def write_then_hang(*arguments):
    write(*arguments)
    print("writing", flush=True)
    time.sleep(600)

KindWriter._write = write_then_hang
run_build(sys.argv[1])
"""


@pytest.fixture
def dataset() -> Dataset:
    for number in range(20):
        make_record(number=number, split_bucket=number * 500)
    return make_dataset(project=make_project())


def start(*command: str) -> subprocess.Popen[str]:
    variables = {
        **environment(Path(settings.FLYWHEEL_HOME)),
        "FLYWHEEL_STORAGE_URL": str(settings.FLYWHEEL_STORAGE_URL),
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "flywheel.settings"),
    }
    Path(settings.FLYWHEEL_HOME).mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=variables,
        text=True,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def release_at_once(count: int, *options: str) -> list[str]:
    """The versions that many `release` commands print, started together."""
    command = [str(ROOT / "manage.py"), "release", "code", "--project", "acme", *options]
    running = [start(*command) for _ in range(count)]
    printed = []
    for process in running:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        printed.append(out.strip())
    return sorted(printed)


def test_commands_at_the_same_time_end_at_one_release(dataset: Dataset) -> None:
    assert release_at_once(3) == ["1.0.0", "1.0.0", "1.0.0"]
    assert Release.objects.count() == 1
    assert set(Build.objects.values_list("state", "release__major")) == {("done", 1)}


def test_commands_that_ask_for_a_version_each_get_their_own(dataset: Dataset) -> None:
    assert release_at_once(3, "--bump", "minor") == ["1.0.0", "1.1.0", "1.2.0"]
    assert dataset.channels.get().release.version == "1.2.0"


def in_threads(work: Callable[[], object], count: int) -> None:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_workers_at_the_same_time_do_every_build_once(dataset: Dataset) -> None:
    for name in ("a", "b", "c"):
        request_build(make_dataset(project=dataset.project, name=name))
        request_build(dataset, bump="patch")

    def work() -> None:
        while Build.objects.exclude(state=Build.State.DONE).exists():
            run_next_build()

    in_threads(work, 4)
    assert set(Build.objects.values_list("attempts", "error")) == {(1, "")}
    assert sorted(release.version for release in dataset.releases.all()) == ["1.0.0", "1.0.1", "1.0.2"]
    assert Release.objects.count() == 6


def test_of_one_datasets_builds_one_is_claimed_at_a_time(dataset: Dataset) -> None:
    for _ in range(5):
        waiting = [request_build(dataset) for _ in range(4)]
        claimed: list[Build] = []
        together = threading.Barrier(len(waiting))

        def take(waiting: list[Build] = waiting, claimed: list[Build] = claimed) -> None:
            build = waiting[together.wait()]  # noqa: B023 - the threads end within the loop's turn
            try:
                claimed.append(claim(build.pk))
            except NotClaimedError:
                return

        in_threads(take, len(waiting))
        assert len(claimed) == 1
        Build.objects.all().delete()


def test_a_build_killed_while_writing_is_taken_up_again_with_the_same_bytes(
    dataset: Dataset, build: Callable[..., Release]
) -> None:
    template = RecordFactory.build(project=dataset.project)
    Record.objects.bulk_create(copy_of(template, number) for number in range(12_000))
    request = request_build(dataset, announce=False)
    process = start("-c", WRITE_AND_HANG, str(request.pk))
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    scratch = Path(settings.FLYWHEEL_HOME) / "building" / str(request.pk)
    assert list(scratch.rglob("*.parquet"))
    kill(process)  # type: ignore[arg-type]
    process.communicate()
    assert not Release.objects.exists()
    assert not run_next_build()  # its lease still runs
    Build.objects.filter(pk=request.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert run_next_build()
    request.refresh_from_db()
    assert (request.state, request.attempts) == ("done", 2)
    assert not scratch.exists()
    undisturbed = build(make_dataset(project=dataset.project, name="undisturbed"))
    assert request.release is not None
    assert hashes(request.release) == hashes(undisturbed)


def copy_of(template: Record, number: int) -> Record:
    fields = {field.attname: getattr(template, field.attname) for field in Record._meta.concrete_fields}
    text = f"x{number}"
    return Record(**{**fields, "id": None, "record_id": f"{number:032x}", "group_id": text, "chosen": text})


def hashes(release: Release) -> dict[str, str]:
    return dict(release.files.values_list("path", "sha256"))
