"""What Gemini CLI sends, unchanged, to training records."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from exports.models import Record
from exports.preferences.advance import advance
from tests.telemetry.clients.gemini_cli.records import FIXED, batch, call, log, prompt
from tests.telemetry.clients.otlp.requests import Document

pytestmark = pytest.mark.django_db(transaction=True)

WRONG = "return a - b\n"
REFUSED: Document = {
    "decision": "reject",
    "success": False,
    "function_args": json.dumps({"file_path": "/w/add.py", "content": WRONG}),
}


@pytest.fixture
def export(client: Client, make_key: Callable[..., str]) -> Callable[..., None]:
    authorization = f"Bearer {make_key('events:write')}"

    def send(*records: Document) -> None:
        body = json.dumps(batch(*records)).encode()
        response = client.post(
            "/clients/otlp/v1/logs", body, content_type="application/json", headers={"authorization": authorization}
        )
        assert (response.status_code, response.json()) == (200, {})

    return send


def completion(content: str) -> str:
    call = {"name": "write_file", "arguments": {"file_path": "/w/add.py", "content": content}}
    return json.dumps(call, sort_keys=True, ensure_ascii=False)


def test_a_refusal_and_an_approval_become_a_pair(export: Callable[..., None]) -> None:
    export(prompt("fix add"), call(-5_000, **REFUSED))
    export(call())
    assert advance(60)
    assert Record.objects.get(kind="pair").prompt_contents == ["fix add"]
    found = Record.objects.filter(rule="tool-decision").values_list("kind", "label", "chosen", "rejected", "completion")
    assert set(found) == {
        ("pair", None, completion(FIXED), completion(WRONG), None),
        ("unpaired", True, None, None, completion(FIXED)),
        ("unpaired", False, None, None, completion(WRONG)),
    }


def test_a_refused_file_is_unwanted(export: Callable[..., None]) -> None:
    """The code itself, beside the call that would have written it: it was in view for the four seconds it took."""
    export(prompt("fix add"), call(**REFUSED))
    assert advance(60)
    found = Record.objects.filter(rule="explicit-dismissal", kind="unpaired").values_list("label", "completion")
    assert list(found) == [(False, WRONG)]


def test_what_configuration_approved_labels_nothing(export: Callable[..., None]) -> None:
    """--yolo, in a script or not, and a later look at the same turn."""
    export(prompt("fix add"), log("config", -60_000, approval_mode="yolo"), call())
    export(call(1, interactive=False), call(2, decision="auto_accept"))
    assert advance(60)
    assert Record.objects.count() == 0


def test_a_rewritten_file_is_no_approval_of_the_models(export: Callable[..., None]) -> None:
    arguments = {"file_path": "/w/a.py", "content": FIXED, "ai_proposed_content": WRONG, "modified_by_user": True}
    export(prompt("fix add"), call(function_args=json.dumps(arguments)))
    assert advance(60)
    assert not Record.objects.filter(label=True).exists()


@pytest.mark.parametrize(("exit_code", "reward"), [(0, 1.0), (1, 0.0)])
def test_tests_that_ran_after_a_file_was_taken_verify_it(
    export: Callable[..., None], exit_code: int, reward: float
) -> None:
    ran: Document = {"function_name": "run_shell_command", "function_args": '{"command": "cd /w && pytest -q"}'}
    export(prompt("fix add"), call(), call(9_000, **ran, metadata=json.dumps({"exitCode": exit_code})))
    assert advance(60)
    found = Record.objects.filter(kind="reward", completion=FIXED).values_list("rule", "reward")
    assert list(found) == [("verified-outcome", reward)]


def test_success_is_no_verdict(export: Callable[..., None]) -> None:
    """`success` is true for every command that ran, and pytest without tests ends with 5."""
    ran: Document = {"function_name": "run_shell_command", "function_args": '{"command": "pytest"}'}
    export(prompt("fix add"), call(), call(9_000, **ran), call(9_500, **ran, metadata='{"exitCode": 5}'))
    assert advance(60)
    assert list(Record.objects.filter(kind="reward").values_list("rule", "reward")) == [("verified-outcome", None)]
