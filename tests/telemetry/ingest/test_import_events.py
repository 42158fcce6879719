import gzip
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from flywheel.projects.models import Project
from tests.telemetry.ingest.conftest import make_event, stored


def lines(count: int) -> bytes:
    return b"".join(json.dumps(make_event()).encode() + b"\n" for _ in range(count))


@pytest.mark.parametrize("name", ["events.jsonl", "events.jsonl.gz"])
def test_a_file_is_imported_once_however_often(
    tmp_path: Path, project: Project, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = tmp_path / name
    data = lines(1001) + b"{broken\n"
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    call_command("import_events", path, "--project", "acme")
    call_command("import_events", path, "--project", "acme")
    out = capsys.readouterr().out
    assert out == "accepted 1001, duplicates 0, rejected 1\naccepted 0, duplicates 1001, rejected 1\n"
    assert len(stored()) == 1001


def test_unreadable_files_are_told(tmp_path: Path, project: Project) -> None:
    cut = tmp_path / "cut.gz"
    cut.write_bytes(gzip.compress(lines(3))[:-9])
    for path in (tmp_path / "absent", tmp_path, cut):
        with pytest.raises(CommandError, match=path.name):
            call_command("import_events", path, "--project", "acme")
    with pytest.raises(CommandError, match="no project"):
        call_command("import_events", cut, "--project", "nobody")


def test_a_line_too_long_for_an_event_costs_only_itself(
    tmp_path: Path, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "long.jsonl"
    path.write_bytes(lines(1) + b'"' + b"x" * 1024 * 1024 + b'"\n' + lines(1))
    call_command("import_events", path, "--project", "acme")
    told = "accepted 2, duplicates 0, rejected 0\nunreadable lines: 1 (long.jsonl:2)\n"
    assert capsys.readouterr().out == told
