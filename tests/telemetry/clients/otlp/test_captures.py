"""What real clients sent from a terminal, with somebody's answers, into the store and to records.

The captures are runs against a scripted model; records without a signal, and attributes of the machine, are left out.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse

from exports.models import Record
from exports.preferences.advance import advance
from telemetry.models import Batch
from tests.telemetry.ingest.conftest import stored

pytestmark = pytest.mark.django_db

CAPTURES = Path(__file__).parent / "captures"
Export = Callable[..., HttpResponse]
Call = tuple[str, str, str]  # the command, or the text of an edit's first argument


def replay(export: Export, name: str) -> None:
    """Each export as it came, twice, as a client does that never heard the answer."""
    bodies = (CAPTURES / name).read_bytes().splitlines()
    for body in bodies:
        assert export(body).content == b"{}"
    before = stored()
    for body in bodies:
        assert export(body).content == b"{}"
    assert stored() == before


def decisions() -> list[Call]:
    """What was decided by whom about which call, in the order of time."""
    events = sorted(stored(), key=lambda one: (one["occurred_at"], one["data"]["sequence"]))
    proposed = {one["data"]["call_id"]: one["data"] for one in events if one["type"] == "tool.proposed"}
    return [
        (_named(proposed.get(one["data"]["call_id"], {})), one["data"]["decision"], one["actor"])
        for one in events
        if one["type"] == "tool.decided"
    ]


def _named(call: dict[str, Any]) -> str:
    arguments = call.get("arguments") or {}
    if isinstance(arguments, str):
        return arguments.splitlines()[1]
    named: str = arguments.get("cmd") or arguments.get("command") or arguments.get("file_path") or ""
    return named


def outcomes() -> list[tuple[str, bool | None]]:
    events = sorted(stored(), key=lambda one: (one["occurred_at"], one["data"]["sequence"]))
    return [(one["data"]["command"], one["data"]["passed"]) for one in events if one["type"] == "outcome.reported"]


def prompts() -> list[tuple[str, str]]:
    events = sorted(stored(), key=lambda one: one["occurred_at"])
    started = [one for one in events if one["type"] == "interaction.started"]
    return [(one["data"]["prompt"]["messages"][0]["content"], one["actor"]) for one in started]


def test_codex_at_a_terminal(export: Export) -> None:
    replay(export, "codex-0.169.0-terminal.jsonl")
    assert {(one.client_name, one.client_version) for one in Batch.objects.all()} == {("codex", "0.169.0")}
    # Beside each of these the terminal asked for a title, which nobody typed.
    asked = ["PatchA", "PatchB", "PatchNo", "Deny", "Esc", "Long", "Bg", "RunAll"]
    assert prompts() == [(one, "human") for one in asked]
    # "No" (PatchNo, Deny) and Esc interrupt the turn: Codex says nothing of those calls.
    assert decisions() == [
        ("*** Add File: a.py", "approved_for_session", "human"),
        ("*** Update File: a.py", "approved_for_session", "policy"),  # covered by the first answer
        ("", "approved", "policy"),  # interrupted, so without a result
        ("sleep 1; echo late; exit 4", "approved", "policy"),
        ("echo hello; exit 3", "approved", "policy"),
    ]
    assert outcomes() == [("echo hello; exit 3", False)]  # and none of patches
    assert len({one["interaction_id"] for one in stored()}) == len(asked)


def test_codex_labels_what_the_person_approved(export: Export) -> None:
    replay(export, "codex-0.169.0-terminal.jsonl")
    assert advance(60)
    (record,) = Record.objects.all()
    assert (record.rule, record.kind, record.label) == ("tool-decision", "unpaired", True)
    assert record.prompt_contents == ["PatchA"]


def test_gemini_cli_at_a_terminal(export: Export) -> None:
    replay(export, "gemini-cli-0.61.0-terminal.jsonl")
    assert [one for one, actor in prompts() if actor == "human"] == [
        "Write", "Replace", "Shell", "Reject", "NoShell", "Always", "Again", "Fail", "Tests",
    ]  # fmt: skip
    assert decisions() == [
        ("/w/w.py", "approved", "human"),
        ("/w/w.py", "approved", "human"),
        ("touch one.txt", "approved", "human"),
        ("/w/no.py", "denied", "human"),
        ("rm -rf one.txt", "denied", "human"),
        ("touch two.txt", "approved_for_session", "human"),
        ("touch three.txt", "approved", "policy"),
        # Somebody did approve these two, but after the answer for the session nothing tells it.
        ("echo no; exit 3", "approved", "policy"),
        ("python3 -m unittest -q", "approved", "policy"),
    ]
    assert outcomes() == [
        ("touch one.txt", True),
        ("touch two.txt", True),
        ("touch three.txt", True),
        ("echo no; exit 3", False),
        ("python3 -m unittest -q", True),
    ]


def test_gemini_cli_with_edits_changed_and_approved_for_the_session(export: Export) -> None:
    replay(export, "gemini-cli-0.61.0-terminal-edits.jsonl")
    assert decisions() == [
        ("ls -la", "approved", "policy"),  # never asked about, though it took 415 ms
        ("", "denied", "human"),  # changed in the editor twice: the model's text is lost
        ("sleep 0.5; exit 7", "approved", "human"),
        ("/w/e1.py", "approved_for_session", "human"),
        ("/w/e2.py", "approved", "policy"),
        ("/w/e1.py", "approved", "policy"),  # read_file
    ]
    faults = [one["data"]["error_type"] for one in stored() if "error_type" in one["data"]]
    assert sorted(faults) == ["invalid_arguments", "unknown_tool"]
    assert "z = 2" not in json.dumps(stored())


def test_gemini_cli_approved_for_all_future_sessions(export: Export) -> None:
    """It is logged as a rejection of a call that succeeded."""
    replay(export, "gemini-cli-0.61.0-terminal-saved.jsonl")
    assert decisions()[0] == ("/w/m.py", "approved_for_session", "human")
    assert "denied" not in [decision for _, decision, _ in decisions()]


def test_gemini_cli_labels_what_the_person_answered(export: Export) -> None:
    replay(export, "gemini-cli-0.61.0-terminal.jsonl")
    assert advance(60)
    found = Record.objects.filter(rule="tool-decision", kind="unpaired").values_list("label", flat=True)
    assert sorted(found, key=bool) == [False, False, True, True, True, True]
