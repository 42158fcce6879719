"""The real Gemini CLI, as a program and at a terminal, configured as the Connect page says, against the real server."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from exports.models import Record
from flywheel.projects import keys
from flywheel.projects.models import Project
from telemetry.pages import configurations
from tests.flows import processes
from tests.flows.npm import installed
from tests.flows.scripted_models import Call, Scripts, gemini_api
from tests.flows.terminal import at_terminal
from tests.telemetry.ingest.conftest import stored

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

VERSION = "0.61.0"


def run(command: str) -> Call:
    return "run_shell_command", {"command": command, "description": "run"}


def write(folder: Path, content: str) -> Call:
    return "write_file", {"file_path": str(folder / "made.py"), "content": content}


def scripts(folder: Path) -> Scripts:
    return {
        "Both": [run("echo hello; exit 3"), run("touch one")],
        "Make": [write(folder, "made = 1\n")],
        "Again": [write(folder, "made = 2\n")],
    }


def told(kind: str, *names: str) -> list[tuple[object, ...]]:
    """Fields of the tool calls' events of one kind, in the order of time."""
    mine = [one for one in stored() if one["type"] == kind]
    mine.sort(key=lambda one: (one["occurred_at"], one["data"]["sequence"]))
    return [tuple(one["data"].get(name, one.get(name)) for name in names) for one in mine]


def test_what_gemini_cli_sends_becomes_labels_where_somebody_answered(tmp_path: Path) -> None:
    program = installed("@google/gemini-cli", VERSION, ".bin/gemini")
    (tmp_path / "static").mkdir()
    folder = tmp_path / "work"
    folder.mkdir()
    token = keys.make(Project.objects.create(slug="acme"), ["events:write"]).token
    with gemini_api(scripts(folder)) as model, processes.web_server(tmp_path) as url, processes.worker(tmp_path):
        environment = _configured(tmp_path / "home", model.url, url, token)
        done = subprocess.run(
            [str(program), "--yolo", "-p", "Both please"],
            cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        processes.wait_until(lambda: len(told("outcome.reported")) == 2, "its calls are stored")
        assert told("tool.decided", "decision", "actor") == [("approved", "policy")] * 2
        assert told("outcome.reported", "exit_code", "passed") == [(3, False), (0, True)]

        with at_terminal([str(program)], folder, environment) as terminal:
            terminal.see("Type your message")
            for prompt, key, after in [("Make it", "\r", "Done."), ("Again please", "\x1b", "Request cancelled")]:
                terminal.ask(prompt)
                terminal.see("Apply this change?")
                terminal.keys(key)
                terminal.see(after)
            terminal.leave()
        processes.wait_until(lambda: len(told("tool.decided")) == 4, "the answers are stored")
        assert told("tool.decided", "decision", "actor")[2:] == [("approved", "human"), ("denied", "human")]
        by_call = Record.objects.filter(rule="tool-decision", kind="unpaired")
        processes.wait_until(lambda: by_call.count() == 2, "there are labels", 60)
    assert (folder / "made.py").read_text() == "made = 1\n"
    found = {(one.label, json.loads(one.completion or "")["arguments"]["content"]) for one in by_call}
    assert found == {(True, "made = 1\n"), (False, "made = 2\n")}


def _configured(home: Path, model: str, url: str, token: str) -> dict[str, str]:
    """The environment of a home whose settings are the Connect page's, with what is asked at the first start."""
    settings = json.loads(configurations.GEMINI_CLI.replace("@URL@", url))
    settings |= {"security": {"auth": {"selectedType": "gemini-api-key"}, "folderTrust": {"enabled": False}}}
    (home / ".gemini").mkdir(parents=True)
    (home / ".gemini" / "settings.json").write_text(json.dumps(settings))
    headers = configurations.OTLP_HEADER.replace("@KEY@", token).split("=", 1)[1].strip().strip('"')
    return {
        "PATH": os.environ["PATH"], "HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8",
        "GEMINI_API_KEY": "any", "GOOGLE_GEMINI_BASE_URL": model, "GEMINI_MODEL": "gemini-2.5-flash",
        "OTEL_EXPORTER_OTLP_HEADERS": headers,
    }  # fmt: skip
