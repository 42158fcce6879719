"""`manage.py scan`: counts and places, and never a value."""

import gzip
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

KEY = "ghp" + "_" + "a1B2c3D4e5" * 3 + "f6G7h8"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_text(f"x = 1\ntoken = '{KEY}'\n# ada@corp.io\n", encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff\xfe")
    event = {"type": "candidate.generated", "data": {"text": f"key = '{KEY}'\nmail('ada@corp.io')"}}
    (tmp_path / "events.ndjson").write_text("{}\n" + json.dumps(event) + "\nno json, ada@corp.io\n", encoding="utf-8")
    with gzip.open(tmp_path / "more.ndjson.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(event))
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text(KEY, encoding="utf-8")
    return tmp_path


def test_it_counts_by_reason_and_names_places_without_values(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("scan", str(folder), "--show")
    out = capsys.readouterr().out
    assert "4 files" in out
    assert "1 are no text" in out
    assert [line.split() for line in out.splitlines() if line.startswith(("email", "known_form"))] == [
        ["email", "4", "3", out_share(out, "email")],
        ["known_form", "3", "3", out_share(out, "known_form")],
    ]
    assert f"{folder / 'a.py'}:2: known_form (SECRET, 40 characters)" in out
    assert f"{folder / 'events.ndjson'}:2: email (EMAIL, 11 characters)" in out
    assert f"{folder / 'events.ndjson'}:3: email (EMAIL, 11 characters)" in out
    assert KEY not in out
    assert "ada@" not in out


def out_share(out: str, reason: str) -> str:
    return next(line.split()[-1] for line in out.splitlines() if line.startswith(reason))


def test_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("scan", str(folder / "a.py"), "--json")
    out = capsys.readouterr().out
    told = json.loads(out)
    assert told["reasons"] == {"known_form": {"values": 1, "files": 1}, "email": {"values": 1, "files": 1}}
    assert told["places"][0] == {
        "path": str(folder / "a.py"), "line": 2, "reason": "known_form", "kind": "SECRET", "length": 40,
    }  # fmt: skip
    assert KEY not in out


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is not there"):
        call_command("scan", str(tmp_path / "nothing"))
