"""`manage.py import_events` with the files that clients keep: once, in their own times, whatever else is in them."""

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse

from flywheel.projects.models import Project
from flywheel.projects.pseudonyms import pseudonym
from telemetry.clients import importing
from telemetry.models import Batch
from tests.telemetry.clients.continue_dev.captures import autocomplete, captured, edit, envelope, feedback
from tests.telemetry.clients.imports.test_history import line
from tests.telemetry.ingest.conftest import key, make_event, post, stored

__all__ = ["key", "post"]

RESOURCE = {"attributes": [{"key": "service.name", "value": {"stringValue": "codex_exec"}}]}
PROMPT = {
    "timeUnixNano": "1795215855979000000",
    "attributes": [
        {"key": "event.name", "value": {"stringValue": "codex.user_prompt"}},
        {"key": "conversation.id", "value": {"stringValue": "s-1"}},
        {"key": "prompt", "value": {"stringValue": "add two numbers"}},
    ],
}


@pytest.fixture
def run(project: Project, capsys: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    """run(path, format) gives the lines printed."""

    def run(path: Path, name: str) -> list[str]:
        call_command("import_events", path, "--project", "acme", "--format", name)
        return capsys.readouterr().out.splitlines()

    return run


def write(path: Path, *lines: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    data = b"".join((one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\n" for one in lines)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def test_a_folder_of_continue_is_imported_once_however_often(tmp_path: Path, run: Callable[..., list[str]]) -> None:
    """Lines are the events' data without an envelope; files are named for the event, folders for the schema."""
    raw = autocomplete(eventName=None)  # a `file://` destination writes it without
    write(tmp_path / "0.2.0" / "autocomplete.jsonl", autocomplete(accepted=False), raw)
    write(tmp_path / "0.2.0" / "chatFeedback.jsonl.gz", feedback())
    write(tmp_path / "0.2.0" / "tokensGenerated.jsonl", {"model": "m"}, {"model": "m"})
    write(tmp_path / "0.1.0" / "quickEdit.jsonl", {"prompt": "p", "diffs": [{"type": "new", "line": "x"}]})
    write(tmp_path / "notes.txt", b"no JSON")
    left_out = "left out: tokensGenerated (no_signal) 2"
    assert run(tmp_path, "continue") == ["accepted 10, duplicates 3, rejected 0", left_out]
    before = stored()
    assert run(tmp_path, "continue") == ["accepted 0, duplicates 13, rejected 0", left_out]
    assert stored() == before
    completion = "continue:320347be-bdb1-a0df-eda3-ef24bacffc4b"
    times = {event["occurred_at"] for event in before if event["interaction_id"] == completion}
    assert times == {f"2026-11-20T23:04:{second}000+00:00" for second in ("15.567", "15.979", "25.979")}
    assert set(Batch.objects.values_list("source", "client_name")) == {("import", "continue")}


def test_a_file_of_envelopes_and_what_was_posted_before(
    tmp_path: Path, run: Callable[..., list[str]], post: Callable[..., HttpResponse]
) -> None:
    for body in captured():
        post(body, path="/clients/continue")
    told, *rest = run(write(tmp_path / "posts.jsonl", *captured()), "continue")
    assert told.startswith("accepted 0, ")
    assert rest == ["left out: nextEditWithHistory (no_signal) 1, tokensGenerated (no_signal) 2"]


def test_what_tells_no_time_has_that_of_its_file(tmp_path: Path, run: Callable[..., list[str]]) -> None:
    path = write(tmp_path / "editOutcome.jsonl", edit(timestamp=None), envelope("chatFeedback", feedback(timestamp=0)))
    os.utime(path, (1_700_000_000, 1_700_000_000))
    run(path, "continue")
    assert {event["occurred_at"] for event in stored()} == {"2023-11-14T22:13:20+00:00"}


def test_unreadable_lines_are_named_and_hold_nothing_up(
    tmp_path: Path, run: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_LINES", 3)  # so that lines before and after are of other batches
    good = [autocomplete(completionId=f"c-{number}") for number in range(8)]
    write(tmp_path / "a" / "autocomplete.jsonl", *good[:2], b"{broken", b"[]", b"", b"\xff", *good[2:7], b'"x"')
    write(tmp_path / "b" / "autocomplete.jsonl", b"{", b"{", good[7])
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "chatFeedback.jsonl").write_bytes(b'{"x": "' + b"x" * (10 * 1024 * 1024) + b'"}\n{"prompt":')
    first, last = run(tmp_path, "continue")
    assert first == "accepted 32, duplicates 0, rejected 0"
    names = [f"autocomplete.jsonl:{number}" for number in (3, 4, 6, 12, 1)]
    assert last == f"unreadable lines: 8 ({', '.join(names)}, …)"


@pytest.mark.parametrize("size", [10, 11, 12, 100])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
def test_lines_are_measured_without_their_ends(tmp_path: Path, size: int, end: bytes) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"first\n" + b"y" * size + end + (b"last" if end else b""))
    report = importing.Report()
    with path.open("rb") as file:
        found = list(importing._lines(path, file, 10, report))
    long_one = [(2, b"y" * size)] if size == 10 else []
    assert found == [(1, b"first"), *long_one, *([(3, b"last")] if end else [])]
    assert report.unreadable == ([] if size == 10 else ["x.jsonl:2"])


def test_a_file_that_breaks_off_is_told_after_the_rest_is_in(
    tmp_path: Path, run: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "a" / "autocomplete.jsonl.gz", autocomplete())
    path = tmp_path / "a" / "autocomplete.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-9])
    write(tmp_path / "b" / "chatFeedback.jsonl", feedback())
    with pytest.raises(CommandError, match=r"autocomplete\.jsonl\.gz cannot be read"):
        run(tmp_path, "continue")
    assert "rejected 0" in capsys.readouterr().out
    assert {event["interaction_id"].partition(":")[0] for event in stored()} == {"continue"}
    assert len(stored()) >= 3


def test_tabbys_log_is_imported_in_its_own_times(
    tmp_path: Path, project: Project, run: Callable[..., list[str]]
) -> None:
    write(tmp_path / "2026-11-20.json", line("completion"), line("view"), b"{", line("select", kind="line"))
    write(tmp_path / "2026-11-21.json", line("dismiss"), {"ts": 1, "event": {"answer": {}}}, line("view"))
    told = [
        "accepted 6, duplicates 1, rejected 0",
        "left out: answer (unknown_event) 1",
        "unreadable lines: 1 (2026-11-20.json:3)",
    ]
    assert run(tmp_path, "tabby") == told
    assert run(tmp_path, "tabby") == ["accepted 0, duplicates 7, rejected 0", *told[1:]]
    assert {event["occurred_at"] for event in stored()} == {"2026-11-20T23:04:15.979000+00:00"}
    jane = pseudonym(bytes(project.pseudonym_key), "jane@example.org")
    assert {event["developer"] for event in stored()} == {jane}
    assert "clipboard" not in str(stored())
    assert "a password" not in str(stored())


def test_log_records_of_opentelemetry(tmp_path: Path, run: Callable[..., list[str]]) -> None:
    request = {"resourceLogs": [{"resource": RESOURCE, "scopeLogs": [{"scope": {}, "logRecords": [PROMPT]}]}]}
    path = write(tmp_path / "logs.jsonl", request, b"{", request)
    first, last = run(path, "otlp")
    assert last == "unreadable lines: 1 (logs.jsonl:2)"
    assert first == "accepted 1, duplicates 1, rejected 0"
    assert [(event["type"], event["occurred_at"]) for event in stored()] == [
        ("interaction.started", "2026-11-20T23:04:15.979000+00:00")
    ]
    assert set(Batch.objects.values_list("source", "client_name")) == {("import", "codex")}


def test_a_folder_of_native_events(tmp_path: Path, run: Callable[..., list[str]]) -> None:
    write(tmp_path / "a.jsonl", make_event(), make_event())
    write(tmp_path / "b.ndjson.gz", make_event(), b"{broken")
    assert run(tmp_path, "native") == ["accepted 3, duplicates 0, rejected 1"]


def test_a_folder_without_files_of_the_format_is_told(tmp_path: Path, project: Project) -> None:
    write(tmp_path / "notes.txt", b"x")
    with pytest.raises(CommandError, match="no files of the format continue"):
        call_command("import_events", tmp_path, "--project", "acme", "--format", "continue")


def test_where_nothing_can_be_read_nothing_is_received(tmp_path: Path, run: Callable[..., list[str]]) -> None:
    told = run(write(tmp_path / "autocomplete.jsonl", b"{"), "continue")
    assert told == ["accepted 0, duplicates 0, rejected 0", "unreadable lines: 1 (autocomplete.jsonl:1)"]
    assert not Batch.objects.exists()
