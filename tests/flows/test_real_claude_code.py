"""The real Claude Code, configured as the Connect page says, against the real server: a person at a terminal approves
an edit and its test and refuses a call; a run without a person does the same. What both did becomes records."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from exports.models import Record
from flywheel.projects import keys
from flywheel.projects.models import Project
from telemetry.models import Batch, StaleGroup, StaleInteraction
from telemetry.pages import configurations
from tests.flows import processes
from tests.flows.anthropic_api import AnthropicApi, anthropic_api, calls, says
from tests.flows.claude_code import Setup, at_terminal, installed_client
from tests.telemetry.ingest.conftest import stored

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

CODE: Final = "def add(a, b):\n    return a + b\n"
TESTS: Final = "from sums import add\n\n\ndef test_add():\n    assert add(1, 2) == 3\n"
TEST_RUN: Final = {"command": f"{sys.executable} -m pytest -q -p no:cacheprovider test_sums.py", "description": "Test"}
REMOVAL: Final = {"command": "rm -rf node_modules", "description": "Start afresh"}
FAILURE: Final = {"command": "echo hello; exit 3", "description": "Say hello"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "static").mkdir()
    return tmp_path


@pytest.fixture
def model(home: Path) -> Iterator[AnthropicApi]:
    scripts = {
        "Make the sums": [
            [calls("toolu_write", "Write", file_path=str(home / "shop" / "sums.py"), content=CODE)],
            [calls("toolu_test", "Bash", **TEST_RUN)],
            [says("All is well.")],
        ],
        "Clean up": [[calls("toolu_rm", "Bash", **REMOVAL)]],
        "Say hello": [[calls("toolu_hello", "Bash", **FAILURE)], [says("It failed.")]],
    }
    with anthropic_api(scripts) as server:
        yield server


@pytest.fixture
def project() -> Project:
    return Project.objects.create(slug="acme")


def setup(home: Path, url: str, key: str, model: AnthropicApi) -> Setup:
    made = Setup(
        program=installed_client(),
        home=home / "home",
        folder=home / "shop",
        model_url=model.url,
        exports=configurations.filled(configurations.CLAUDE_CODE, url, key),
        settings=json.loads(configurations.filled(configurations.CLAUDE_CODE_HOOKS, url, key)),
    )
    made.prepare()
    (made.folder / "test_sums.py").write_text(TESTS)
    return made


def decisions() -> dict[str, tuple[str, str]]:
    """(decision, actor) of each call."""
    told = [event for event in stored() if event["type"] == "tool.decided"]
    return {event["data"]["call_id"]: (event["data"]["decision"], event["actor"]) for event in told}


def exit_codes() -> dict[str, int]:
    told = [event["data"] for event in stored() if event["type"] == "outcome.reported"]
    return {data["call_id"]: data["exit_code"] for data in told if "exit_code" in data}


def settled() -> bool:
    return not (
        Batch.objects.filter(state=Batch.State.NEW).exists()
        or StaleInteraction.objects.exists()
        or StaleGroup.objects.exists()
    )


def records() -> list[tuple[str, str, bool | None, float | None, Any]]:
    rows = Record.objects.values_list("kind", "rule", "label", "reward", "completion")
    made = [(kind, rule, label, reward, _call(text or "")) for kind, rule, label, reward, text in rows]
    return sorted(made, key=str)


def _call(completion: str) -> Any:
    """The arguments of a tool's call; a text as it is."""
    return json.loads(completion)["arguments"] if completion.startswith("{") else completion


def test_a_persons_answers_and_a_test_become_records(home: Path, model: AnthropicApi, project: Project) -> None:
    key = keys.make(project, ["events:write"]).token
    with processes.web_server(home) as url, processes.worker(home):
        client = setup(home, url, key, model)
        with at_terminal(client) as terminal:
            terminal.ask("Make the sums")
            terminal.see("Do you want to create sums.py?")
            terminal.press("1")
            terminal.see("Do you want to proceed?")
            terminal.press("1")
            terminal.see("All is well.")
            terminal.ask("Clean up")
            terminal.see("Do you want to proceed?")
            terminal.press("\x1b")
            processes.wait_until(lambda: len(decisions()) == 3, "the decisions are stored")
        assert decisions() == {
            "toolu_write": ("approved", "human"),
            "toolu_test": ("approved", "human"),
            "toolu_rm": ("denied", "human"),
        }
        assert exit_codes() == {"toolu_test": 0}
        processes.wait_until(lambda: settled() and len(records()) == 4, "the records are there", 60)
    assert records() == sorted(
        [
            ("unpaired", "tool-decision", True, None, {"file_path": "sums.py", "content": CODE}),
            ("unpaired", "tool-decision", True, None, TEST_RUN),
            ("unpaired", "tool-decision", False, None, REMOVAL),
            ("reward", "verified-outcome", None, 1.0, CODE),
        ],
        key=str,
    )


def test_without_a_person_there_are_rewards_and_no_labels(home: Path, model: AnthropicApi, project: Project) -> None:
    key = keys.make(project, ["events:write"]).token
    with processes.web_server(home) as url, processes.worker(home):
        client = setup(home, url, key, model)
        assert client.run("Make the sums", "--allowedTools", "Write,Bash") == "All is well.\n"
        assert client.run("Say hello", "--allowedTools", "Bash") == "It failed.\n"
        calls_made = ("toolu_write", "toolu_test", "toolu_hello")
        processes.wait_until(lambda: len(decisions()) == 3, "the decisions are stored")
        assert decisions() == dict.fromkeys(calls_made, ("approved", "policy"))
        assert exit_codes() == {"toolu_test": 0, "toolu_hello": 3}
        processes.wait_until(lambda: settled() and bool(records()), "the records are there", 60)
    assert records() == [("reward", "verified-outcome", None, 1.0, CODE)]
