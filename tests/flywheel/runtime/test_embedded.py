"""The embedded server's data folder in the states a crash or a person may leave it in."""

from pathlib import Path

import psycopg
import pytest

from flywheel.runtime import embedded
from flywheel.runtime.failures import StartError
from tests.flywheel.runtime.foreground import processes_of


def test_data_of_another_major_version_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("16\n")
    with pytest.raises(StartError, match="holds data of PostgreSQL 16, and this Flywheel runs 18"):
        embedded.start(folder)
    assert [path.name for path in folder.iterdir()] == ["PG_VERSION"]


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    folder.mkdir()
    (folder / "holiday.jpg").write_text("picture")
    with pytest.raises(StartError, match="is not a PostgreSQL data folder"):
        embedded.start(folder)
    assert [path.name for path in folder.iterdir()] == ["holiday.jpg"]


@pytest.mark.slow
def test_the_last_user_stops_the_server_and_wreckage_does_not_keep_it_from_starting(state: Path) -> None:
    folder = state / "postgres"
    (state / "postgres.draft").mkdir()
    (state / "postgres.draft" / "PG_VERSION").write_text("18\n")  # an initdb that was killed

    first = embedded.start(folder)
    second = embedded.start(folder)
    first.leave()
    assert second.is_running()
    with psycopg.connect(second.get_uri()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    second.leave()
    assert not second.is_running()
    assert processes_of(state) == []

    (folder / "postmaster.pid").write_text(f"1\n{folder}\n0\n5432\n{folder}\n\n0 0\nready\n")  # a number reused
    third = embedded.start(folder)
    assert third.is_running()
    third.leave()


def test_commands_that_need_no_database_start_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("FLYWHEEL_HOME", str(tmp_path))
    for arguments in (["check"], ["makemigrations", "--check"], ["up"], []):
        with embedded.database_for_command(arguments):
            assert list(tmp_path.iterdir()) == []
