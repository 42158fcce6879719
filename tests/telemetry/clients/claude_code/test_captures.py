"""Requests of the real client, replayed: what becomes of each turn.

`captures/` was recorded here with a server that wrote down what Claude Code posted, configured as the Connect page
says, while a scripted model proposed the calls. One request a line. Nothing of the machine is in it: folders were
renamed, the device's id zeroed, and of records that say nothing of any code only the first of a kind was left.
`terminal` was driven by keys at a terminal, `print` is `claude -p`.
"""

import base64
import json
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

import pytest
from django.http import HttpResponse
from django.test import Client

from exports.models import Record
from exports.preferences.advance import advance
from telemetry.models import Batch, InteractionAlias
from tests.telemetry.ingest.conftest import stored

CAPTURES: Final = Path(__file__).parent / "captures"
TERMINAL: Final = "2.1.329-terminal-json.jsonl"
PRINT: Final = "2.1.329-print-protobuf.jsonl"
OLD_PRINT: Final = "2.1.197-print-json-chunked.jsonl"
PYTEST: Final = {"command": "python3 -m pytest -q test_sums.py", "description": "Do it"}
WRITTEN: Final = {"file_path": "sums.py", "content": "def add(a, b):\n    return a - b\n"}
EDITED: Final = {"file_path": "sums.py", "old_string": "a - b", "new_string": "a + b", "replace_all": False}
REFUSED: Final = {"file_path": "sums.py", "old_string": "a + b", "new_string": "b + a", "replace_all": False}


def requests(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CAPTURES / name).read_text().splitlines()]


def body_of(request: dict[str, Any]) -> bytes:
    body: str = request["body"]
    return base64.b64decode(body) if request["encoding"] == "b64" else body.encode()


def replay(client: Client, key: str, name: str) -> None:
    for request in requests(name):
        content_type = request["headers"]["content-type"]
        headers = {"authorization": f"Bearer {key}"}
        answer: HttpResponse = client.post(  # type: ignore[assignment]
            request["path"], body_of(request), content_type=content_type, headers=headers
        )
        assert (answer.status_code, answer["Content-Type"]) == (200, content_type)
        assert answer.content == (b"" if "protobuf" in content_type else b"{}")


def turns() -> dict[str, list[dict[str, Any]]]:
    """The stored events of each turn, under the prompt's text (empty for a command), in their order."""
    grouped = defaultdict(list)
    for event in stored():
        grouped[event["interaction_id"]].append(event)
    found = {}
    for events in grouped.values():
        events.sort(key=lambda event: (event["occurred_at"], event["data"].get("sequence", 0)))
        prompts = {prompt_of(event) for event in events if event["type"] == "interaction.started"}
        (prompt,) = prompts
        assert prompt not in found
        found[prompt] = events
    return found


def prompt_of(event: dict[str, Any]) -> str:
    prompt = event["data"].get("prompt")
    return prompt["messages"][0]["content"] if prompt else ""


def decisions(events: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """(call, decision, actor) of each."""
    told = [event for event in events if event["type"] == "tool.decided"]
    return [(event["data"]["call_id"], event["data"]["decision"], event["actor"]) for event in told]


def outcomes(events: list[dict[str, Any]]) -> set[tuple[str, str, bool | None, int | None]]:
    """(call, kind, passed, exit code)."""
    data = [event["data"] for event in events if event["type"] == "outcome.reported"]
    return {(each["call_id"], each["kind"], each["passed"], each.get("exit_code")) for each in data}


def arguments(events: list[dict[str, Any]], call: str) -> list[Any]:
    told = [event["data"] for event in events if event["type"] == "tool.proposed"]
    return [each["arguments"] for each in told if each["call_id"] == call and "arguments" in each]


def labels() -> list[tuple[str, bool | None, str, Any]]:
    """(rule, label, tool, arguments) of the unpaired records."""
    rows = Record.objects.filter(kind="unpaired").values_list("rule", "label", "completion")
    made = [(rule, label, json.loads(call or "{}")) for rule, label, call in rows]
    return sorted(((rule, label, call["name"], call["arguments"]) for rule, label, call in made), key=str)


def test_a_person_at_a_terminal_decides_call_by_call(client: Client, key: str) -> None:
    replay(client, key, TERMINAL)
    found = turns()
    assert {prompt: decisions(events) for prompt, events in found.items()} == {
        "Say hello": [("toolu_hello", "approved", "human")],
        "Clean up": [("toolu_rm", "denied", "human")],  # answered "No"
        "Tidy up": [("toolu_esc", "denied", "human")],  # answered with Esc
        "Make the sums": [
            ("toolu_write", "approved", "human"),
            ("toolu_test1", "approved_for_session", "human"),  # "and don't ask again"
            ("toolu_edit", "approved", "human"),
            ("toolu_test2", "approved", "policy"),  # not asked again
            ("toolu_edit2", "denied", "human"),
        ],
        "Think long": [],  # interrupted while the model spoke
        "": [],  # /exit
    }
    assert not InteractionAlias.objects.exists()  # hooks name the prompt


def test_what_was_done_is_told_with_its_arguments_code_and_exit_codes(client: Client, key: str) -> None:
    replay(client, key, TERMINAL)
    found = turns()
    sums = found["Make the sums"]
    assert arguments(sums, "toolu_write") == [WRITTEN] * 2
    assert arguments(sums, "toolu_edit") == [EDITED] * 2
    assert arguments(sums, "toolu_edit2") == [REFUSED]  # by the hook before the call: a refused one has no result
    assert [event["data"]["text"] for event in sums if event["type"] == "candidate.generated"] == [
        WRITTEN["content"],
        EDITED["new_string"],
    ]
    assert [event["candidate_id"] for event in sums if event["type"] == "candidate.accepted"] == [
        "toolu_write",
        "toolu_edit",
    ]
    # Telemetry says of a failure no more than that it was one; the exit code is the hook's.
    assert outcomes(sums) == {
        ("toolu_test1", "test", None, None),
        ("toolu_test1", "test", False, 1),
        ("toolu_test2", "test", True, 0),
    }
    assert outcomes(found["Say hello"]) == {
        ("toolu_hello", "terminal", None, None),
        ("toolu_hello", "terminal", False, 3),
    }


def test_the_persons_answers_become_labels(client: Client, key: str) -> None:
    replay(client, key, TERMINAL)
    assert advance(60)
    assert labels() == sorted(
        [
            ("tool-decision", True, "Bash", {"command": "touch hello; exit 3", "description": "Do it"}),
            ("tool-decision", False, "Bash", {"command": "rm -rf node_modules", "description": "Do it"}),
            ("tool-decision", False, "Bash", {"command": "rm -rf dist", "description": "Do it"}),
            ("tool-decision", True, "Write", WRITTEN),
            ("tool-decision", True, "Bash", PYTEST),
            ("tool-decision", True, "Edit", EDITED),
            ("tool-decision", False, "Edit", REFUSED),
        ],
        key=str,
    )


@pytest.mark.parametrize(("name", "is_denial_told"), [(PRINT, True), (OLD_PRINT, False)])
def test_a_run_without_a_person_has_policies_and_no_labels(
    client: Client, key: str, name: str, is_denial_told: bool
) -> None:
    """The terminal it was started from is told all the same."""
    replay(client, key, name)
    found = turns()
    assert {prompt: decisions(events) for prompt, events in found.items()} == {
        "Run the shell": [("toolu_sh", "denied", "policy")] if is_denial_told else [],
        "Run the shell now": [("toolu_sh", "approved", "policy")],
        "Write the file": [
            (call, "approved", "policy") for call in ("toolu_write", "toolu_read", "toolu_edit", "toolu_test")
        ],
    }
    assert not [event for event in stored() if event["actor"] == "human"]
    assert outcomes(found["Run the shell now"]) == {
        ("toolu_sh", "terminal", None, None),
        ("toolu_sh", "terminal", False, 3),
    }
    assert outcomes(found["Write the file"]) == {("toolu_test", "test", True, 0)}
    assert advance(60)
    assert not Record.objects.filter(kind__in=["unpaired", "pair"]).exists()


@pytest.mark.parametrize("name", [TERMINAL, PRINT, OLD_PRINT])
def test_posted_twice_nothing_new_is_stored(client: Client, key: str, name: str) -> None:
    replay(client, key, name)
    before = sorted(event["event_id"] for event in stored())
    replay(client, key, name)
    assert sorted(event["event_id"] for event in stored()) == before
    assert not Batch.objects.filter(rejected__gt=0).exists()


@pytest.mark.parametrize("name", [TERMINAL, PRINT, OLD_PRINT])
def test_every_name_the_client_sends_is_known_and_nothing_of_it_is_quarantined(
    client: Client, key: str, name: str
) -> None:
    replay(client, key, name)
    reasons = {each["reason"] for batch in Batch.objects.all() for each in batch.unmapped}
    assert reasons == {"no_signal"}
    assert not Batch.objects.filter(rejected__gt=0).exists()


def test_folders_stay_at_home(client: Client, key: str) -> None:
    for name in (TERMINAL, PRINT, OLD_PRINT):
        replay(client, key, name)
    assert "/home/dev" not in json.dumps(stored())
