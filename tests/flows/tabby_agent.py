"""The real `tabby-agent` from npm, spoken to as Vim's plugin does: JSON arrays on its standard input."""

import json
import os
import queue
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.flows.npm import installed

VERSION = "1.5.0"
ANSWERS_WITHIN_S = 30.0


def installed_agent() -> Path:
    return installed("tabby-agent", VERSION, "tabby-agent/dist/cli.js")


class Agent:
    """A running agent. Calls wait for its answer."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._answers: queue.Queue[tuple[int, Any]] = queue.Queue()
        self._calls = 0
        threading.Thread(target=self._read, daemon=True).start()

    def call(self, function: str, *arguments: Any) -> Any:
        self._calls += 1
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([self._calls, {"func": function, "args": list(arguments)}]) + "\n")
        self._process.stdin.flush()
        while True:
            number, answer = self._answers.get(timeout=ANSWERS_WITHIN_S)
            if number == self._calls:
                return answer

    def complete(self, prefix: str, suffix: str = "", *, manually: bool = True) -> dict[str, Any]:
        """The answer to a request for code between the two texts, `id` and `choices` among it."""
        answer: dict[str, Any] = self.call(
            "provideCompletions",
            {
                "filepath": "sums.py",
                "language": "python",
                "text": prefix + suffix,
                "position": len(prefix),
                "manually": manually,
            },
        )
        return answer

    def tell(self, kind: str, completion_id: str, **fields: Any) -> None:
        """Posts an event; the agent answers True once the server has taken it."""
        event = {"type": kind, "completion_id": completion_id, "choice_index": 0, **fields}
        assert self.call("postEvent", event) is True

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("["):
                try:
                    number, answer = json.loads(line)
                except ValueError:  # a line of its log
                    continue
                self._answers.put((number, answer))


@contextmanager
def tabby_agent(endpoint: str, token: str, home: Path) -> Iterator[Agent]:
    """Runs the agent with a home folder of its own, configured as its documentation says."""
    program = installed_agent()
    configuration = home / ".tabby-client" / "agent" / "config.toml"
    configuration.parent.mkdir(parents=True)
    configuration.write_text(
        f'[server]\nendpoint = "{endpoint}"\ntoken = "{token}"\n\n[anonymousUsageTracking]\ndisable = true\n'
    )
    process = subprocess.Popen(
        ["node", str(program)],
        env={**os.environ, "HOME": str(home)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        agent = Agent(process)
        assert agent.call("initialize", {"config": {}, "clientProperties": {"user": {}, "session": {}}}) is True
        yield agent
        agent.call("finalize")
    finally:
        process.kill()
        process.communicate()
