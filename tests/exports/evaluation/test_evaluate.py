"""`manage.py evaluate`: from events to figures, in databases that are gone afterwards."""

import json
import os
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from exports.evaluation.scratch import PREFIX, ScratchError, Server, server
from exports.models import Record
from flywheel.projects.models import Project
from tests.exports.evaluation.worlds import tiny

pytestmark = pytest.mark.django_db(transaction=True)


def evaluate(*arguments: str) -> str:
    out = StringIO()
    call_command("evaluate", *arguments, stdout=out)
    return out.getvalue()


def databases() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        return {name for (name,) in cursor.fetchall()}


class Told(NamedTuple):
    table: str
    error: str
    folder: Path

    @property
    def report(self) -> dict[str, Any]:
        return msgspec.json.decode((self.folder / "report.json").read_bytes(), type=dict[str, Any])


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """One evaluation of the tiny world, on the server of a project that has a name the evaluation uses too."""
    folder = tmp_path_factory.mktemp("evaluation")
    out = StringIO()
    arguments = [
        "--from",
        str(tiny(folder / "tiny")),
        "--folder",
        str(folder / "out"),
        "--require",
        "--all-pairs",
    ]
    with django_db_blocker.unblock():
        owners = Project.objects.create(slug="evaluation")
        try:
            with pytest.raises(CommandError) as missed:
                call_command("evaluate", *arguments, stdout=out)
            assert not Record.objects.exists()
            assert list(Project.objects.all()) == [owners]
        finally:
            owners.delete()
    return Told(out.getvalue(), str(missed.value), folder / "out")


def test_a_world_written_by_hand_gives_the_figures_worked_out_by_hand(told: Told) -> None:
    (run,) = told.report["runs"]
    assert (run["world"], run["seed"], run["events"], run["refused"]) == ("tiny", 7, 24, 0)
    kept = run["pairs"]["by_rule"]["kept-generation"]
    assert (kept["hits"], kept["of"]) == (2, 3)  # of three kept answers, one was the worse
    assert run["coverage"]["value"] == 1.0
    assert run["baselines"]["last regeneration wins"]["accuracy"]["hits"] == 2
    assert run["leaks"]["leaked"]["secret"] == {"hits": 0, "of": 1, "value": 0.0, "low": 0.0} | {
        "high": pytest.approx(0.7935, abs=1e-4)
    }
    assert run["leaks"]["recall"]["value"] == 1.0


def test_the_worst_of_each_figure_stands_beside_its_aim(told: Told) -> None:
    worst = {one["name"]: one for one in told.report["worst"]}
    assert worst["pair_accuracy"]["worst"] == pytest.approx(2 / 3)
    assert (worst["pair_accuracy"]["run"], worst["pair_accuracy"]["met"]) == ("tiny/7", False)
    assert worst["leaked"]["met"]
    accuracy = next(line for line in told.table.splitlines() if line.startswith("pair accuracy "))
    assert accuracy.split() == ["pair", "accuracy", "0.667", "0.667", "≥", "0.950", "missed"]


def test_a_missed_aim_fails_where_aims_are_required(told: Told) -> None:
    assert told.error.startswith("aims missed: pair accuracy")


def test_the_plots_are_in_the_folder(told: Told) -> None:
    names = {path.name for path in told.folder.iterdir()}
    assert {"reliability.svg", "rules.svg", "coverage.svg", "planted.svg", "lengths.svg"} <= names


def test_no_database_is_left(told: Told) -> None:
    assert databases() == set()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "/nowhere"], "holds no events.ndjson: write one with manage.py simulate"),
        (["--interactions", "0"], "--interactions must be at least 1"),
        (["--benchmark", "/nowhere.jsonl"], "The benchmark cannot be read: .*/nowhere.jsonl"),
    ],
)
def test_what_cannot_be_evaluated_is_told(arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        evaluate(*arguments)


def test_a_truth_file_that_is_none_is_told_with_its_line(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "tiny")
    (folder / "truth.ndjson").write_text('{"what": "world"}\nnonsense\n')
    with pytest.raises(CommandError, match="line 2 of the truth file is not understood"):
        evaluate("--from", str(folder))


def test_what_a_killed_evaluation_left_is_dropped_by_the_next_and_what_a_living_one_uses_is_not() -> None:
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as admin:
        living, left = f"{PREFIX}living", f"{PREFIX}left"
        other = Server(admin)
        other.create(living, "template0")
        admin.execute(f"CREATE DATABASE {left} TEMPLATE template0")
        with server():
            assert living in databases()
            assert left not in databases()
        other.drop(living)
    assert databases() == set()


def test_a_user_who_may_not_create_databases_is_told_what_to_do() -> None:
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as admin:
        admin.execute("CREATE ROLE evaluation_reader NOLOGIN")
        admin.execute("SET ROLE evaluation_reader")
        try:
            with pytest.raises(ScratchError, match="CREATEDB"):
                Server(admin).create(f"{PREFIX}forbidden", "template0")
        finally:
            admin.execute("RESET ROLE")
            admin.execute("DROP ROLE evaluation_reader")


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_evaluation_drops_its_databases(number: int) -> None:
    url = "postgresql://{USER}@/{NAME}?host={HOST}".format(**connection.settings_dict)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "evaluate", "--world", "calm", "--seed", "1", "--interactions", "5000"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    _wait_for(lambda: len(databases()) == 2)  # the template and the copy of the first run
    process.send_signal(number)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Interrupted. What was made for it is gone." in told
    assert b"Traceback" not in told
    assert databases() == set()


def _wait_for(look: Any, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.slow
def test_a_simulated_world_is_evaluated_to_the_end(tmp_path: Path) -> None:
    arguments = ["--world", "typical", "--seed", "101", "--interactions", "400", "--json"]
    told = json.loads(evaluate(*arguments, "--folder", str(tmp_path)))
    (run,) = told["runs"]
    assert run["interactions"] >= 400
    assert run["refused"] == 0
    assert run["pairs"]["unknown"] == 0
    assert run["pairs"]["right"]["of"] > 50
    assert sum(one["hits"] for one in run["leaks"]["leaked"].values()) == 0
    assert 0.3 < run["coverage"]["value"] < 1.0
