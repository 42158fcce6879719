"""The real Codex, as a program and at a terminal, configured as the Connect page says, against the real server."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from exports.models import Record
from flywheel.projects import keys
from flywheel.projects.models import Project
from telemetry.models import Batch
from telemetry.pages import configurations
from tests.flows import processes
from tests.flows.npm import installed
from tests.flows.scripted_models import Call, Scripts, responses_api
from tests.flows.terminal import at_terminal
from tests.telemetry.ingest.conftest import stored

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

VERSION = "0.169.0"
SETTINGS = """\
model = "gpt-6-sol"
model_provider = "scripted"
approval_policy = "on-request"
sandbox_mode = "read-only"
check_for_update_on_startup = false
[model_providers.scripted]
name = "scripted"
base_url = "{model}/v1"
wire_api = "responses"
env_key = "SCRIPTED_KEY"
[projects."{folder}"]
trust_level = "trusted"
"""


def run(command: str, **more: str) -> Call:
    return "exec_command", {"cmd": command, **more}


SCRIPTS: Scripts = {
    "Fail": [run("echo hello; exit 3")],
    "Make": [run("touch made", sandbox_permissions="require_escalated", justification="May I?")],
}


class Codex:
    def __init__(self, home: Path, model: str, url: str, token: str, protocol: str = "json") -> None:
        self.program = installed("@openai/codex", VERSION, ".bin/codex")
        self.folder = home / "work"
        self.folder.mkdir(parents=True)
        telemetry = configurations.CODEX.replace("@URL@", url).replace("@KEY@", token)
        telemetry = telemetry.replace('protocol = "json"', f'protocol = "{protocol}"')
        (home / "config.toml").write_text(SETTINGS.format(model=model, folder=self.folder) + telemetry)
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(home), "CODEX_HOME": str(home), "SCRIPTED_KEY": "any",
            "TERM": "xterm-256color", "LANG": "C.UTF-8",
        }  # fmt: skip

    def execute(self, prompt: str) -> None:
        options = ["--skip-git-repo-check", "-s", "danger-full-access"]
        done = subprocess.run(
            [str(self.program), "exec", *options, prompt],
            cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=120, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    @contextmanager
    def daemon_stopped(self) -> Iterator[None]:
        """The terminal leaves two processes behind, which would outlive the test."""
        try:
            yield
        finally:
            self._stop_daemon()

    def _stop_daemon(self) -> None:
        for file in (Path(self.environment["HOME"]) / "app-server-daemon").glob("*.pid"):
            with suppress(ProcessLookupError):
                os.kill(json.loads(file.read_text())["pid"], signal.SIGKILL)


def told() -> list[tuple[str, str]]:
    events = sorted(stored(), key=lambda one: (one["occurred_at"], one["data"]["sequence"]))
    return [(one["type"], one["actor"]) for one in events]


def test_what_codex_sends_becomes_a_label_where_somebody_answered(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    token = keys.make(Project.objects.create(slug="acme"), ["events:write"]).token
    with responses_api(SCRIPTS) as model, processes.web_server(tmp_path) as url, processes.worker(tmp_path):
        for number, protocol in enumerate(["json", "binary"], start=1):
            Codex(tmp_path / protocol, model.url, url, token, protocol).execute("Fail please")
            processes.wait_until(lambda: Batch.objects.count() == number, "its request is stored")  # noqa: B023
        by_configuration = [
            ("interaction.started", "system"),
            ("tool.proposed", "agent"),
            ("tool.decided", "policy"),
            ("tool.finished", "agent"),
            ("outcome.reported", "agent"),
        ]
        assert told() == by_configuration * 2
        assert [one["data"]["exit_code"] for one in stored() if one["type"] == "outcome.reported"] == [3, 3]

        codex = Codex(tmp_path / "terminal", model.url, url, token)
        with codex.daemon_stopped(), at_terminal([str(codex.program)], codex.folder, codex.environment) as terminal:
            terminal.see("GPT-6-Sol default")  # it is ready; keys before that are lost
            terminal.ask("Make it")
            terminal.see("Would you like to run the following command")
            terminal.keys("y")
            terminal.see("Done.")
            processes.wait_until(Record.objects.exists, "there is a label", 60)  # it is sent while Codex runs
            terminal.leave()
    assert (codex.folder / "made").exists()
    (record,) = Record.objects.all()
    assert (record.rule, record.label, record.prompt_contents) == ("tool-decision", True, ["Make it"])
    assert json.loads(record.completion or "") == {"name": "exec_command", "arguments": SCRIPTS["Make"][0][1]}
