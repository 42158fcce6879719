"""The real Claude Code from npm, as a program (`claude -p`) and at a terminal with somebody's keys."""

import fcntl
import json
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.flows.npm import installed

VERSION: Final = "2.1.329"
_MODEL_KEY: Final = "sk-ant-no-key-of-anybody"  # the model is a server of the test
_WITHIN_S: Final = 30.0
_LINES_AND_COLUMNS: Final = (50, 160)
_ESCAPES: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_=>])|\s")


def installed_client(version: str = VERSION) -> Path:
    return installed("@anthropic-ai/claude-code", version, "@anthropic-ai/claude-code-*/claude")


@dataclass(frozen=True)
class Setup:
    """A home and a working folder of its own, where everything asked at the first start is answered.

    `exports` are shell commands and `settings` a settings file, both as the Connect page shows them.
    """

    program: Path
    home: Path
    folder: Path
    model_url: str
    exports: str
    settings: dict[str, Any]

    def prepare(self) -> None:
        (self.home / ".claude").mkdir(parents=True)
        self.folder.mkdir(parents=True)
        state = {
            "hasCompletedOnboarding": True,
            "lastOnboardingVersion": VERSION,
            "theme": "dark",
            "customApiKeyResponses": {"approved": [_MODEL_KEY[-20:]], "rejected": []},
            "projects": {str(self.folder): {"hasTrustDialogAccepted": True, "hasCompletedProjectOnboarding": True}},
        }
        (self.home / ".claude.json").write_text(json.dumps(state))
        asking = {"permissions": {"defaultMode": "default"}}  # else its automatic mode decides most of the calls
        (self.home / ".claude" / "settings.json").write_text(json.dumps(self.settings | asking))

    def environment(self) -> dict[str, str]:
        """Nothing of the machine's own but what programs need, so that no account of anybody's is used."""
        base = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "TERM": "xterm-256color",
            "TERM_PROGRAM": "test-terminal",
            "LANG": "C.UTF-8",
            "ANTHROPIC_API_KEY": _MODEL_KEY,
            "ANTHROPIC_BASE_URL": self.model_url,
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            "DISABLE_AUTOUPDATER": "1",
            "OTEL_LOGS_EXPORT_INTERVAL": "300",
        }
        shell = ["bash", "-c", f"{self.exports}\nenv -0"]
        told = subprocess.run(shell, env=base, capture_output=True, text=True, check=True).stdout
        return dict(pair.split("=", 1) for pair in told.split("\0") if pair)

    def run(self, prompt: str, *options: str) -> str:
        """What `claude -p` printed."""
        done = subprocess.run(
            [str(self.program), "-p", prompt, *options],
            cwd=self.folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=_WITHIN_S,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


class Terminal:
    """The client at a terminal. Texts are looked for without their spaces, which may be moves of the cursor."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._printed = ""  # since the last key

    def press(self, keys: str) -> None:
        self._read(0.5)  # what is asked must stand still before it is answered
        self._printed = ""
        os.write(self._descriptor, keys.encode())

    def ask(self, prompt: str) -> None:
        self.press(prompt)
        self.see(prompt)
        self.press("\r")

    def see(self, text: str) -> None:
        wanted, deadline = "".join(text.split()), time.monotonic() + _WITHIN_S
        while wanted not in _ESCAPES.sub("", self._printed):
            if time.monotonic() > deadline:
                shown = _ESCAPES.sub("", self._printed)[-1500:]
                raise AssertionError(f"not on the screen within {_WITHIN_S:.0f} s: {text}; but {shown}")
            self._read(0.1)

    def _read(self, for_s: float) -> None:
        until = time.monotonic() + for_s
        while (left := until - time.monotonic()) > 0:
            ready, _, _ = select.select([self._descriptor], [], [], left)
            if ready:
                self._printed += os.read(self._descriptor, 65536).decode(errors="replace")


@contextmanager
def at_terminal(setup: Setup) -> Iterator[Terminal]:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *_LINES_AND_COLUMNS, 0, 0))
    process = subprocess.Popen(
        [str(setup.program)],
        cwd=setup.folder,
        env=setup.environment(),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    try:
        terminal = Terminal(ours)
        terminal.see("❯")
        yield terminal
    finally:
        process.kill()
        process.wait()
        os.close(ours)
        os.close(theirs)
