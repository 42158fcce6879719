"""Runs the real `manage.py up` and looks at what it leaves behind."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.flows.processes import ROOT, free_port

# Set by the test run for itself; `up` must find nothing configured.
_NOT_INHERITED = {"DATABASE_URL", "FLYWHEEL_HOME", "FLYWHEEL_PUBLIC_URL"}


class Up:
    """One `manage.py up`, its output collected in a file."""

    def __init__(self, home: Path, *arguments: str, port: int | None = None, **environment: str) -> None:
        self.home = home
        self.port = port or free_port()
        self.output_path = home.with_suffix(".out")
        inherited = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
        with self.output_path.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", "--port", str(self.port), *arguments],
                cwd=ROOT,
                env={**inherited, "FLYWHEEL_HOME": str(home), "FLYWHEEL_WEB_WORKERS": "1", **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self.output_path.read_text()

    def status(self, path: str) -> int:
        """The HTTP status of a page, 0 where nothing answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            return 0

    def wait_until_ready(self) -> None:
        until(lambda: self.status("/readyz") == 200 or self.process.poll() is not None, 90, lambda: self.output)
        assert self.process.poll() is None, self.output

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)

    def running(self, program: str) -> list[int]:
        """The processes of this state folder whose command line holds `program`."""
        return [pid for pid, command in processes_of(self.home) if program in command]


@contextmanager
def up(home: Path, *arguments: str, port: int | None = None, **environment: str) -> Iterator[Up]:
    """Starts it and waits until it is ready; whatever is left at the end is killed."""
    server = Up(home, *arguments, port=port, **environment)
    try:
        server.wait_until_ready()
        yield server
    finally:
        sweep(home, server.process)


def sweep(home: Path, process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()
    for pid, _ in processes_of(home):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def processes_of(home: Path) -> list[tuple[int, str]]:
    """(pid, command line) of every process that belongs to a state folder, by environment or command line."""
    mark, found = str(home).encode(), []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                command = (entry / "cmdline").read_bytes()
                environment = (entry / "environ").read_bytes()
            except OSError:
                continue
            if command and (mark + b"/" in command or b"FLYWHEEL_HOME=" + mark + b"\0" in environment):
                found.append((int(entry.name), command.replace(b"\0", b" ").decode(errors="replace")))
    return found


def until(condition: Callable[[], bool], seconds: float, explain: Callable[[], str] = str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {explain()}"
        time.sleep(0.1)
