"""One supervised process: in a group of its own, restarted with growing pauses, ended as a whole group.

Its own group keeps a Ctrl-C at the terminal from reaching it behind the supervisor's back, and lets the
supervisor end what a killed process left. Should the supervisor itself be killed, Linux sends the child
SIGTERM (PR_SET_PDEATHSIG), so nothing outlives it but the database, which the next start joins.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from flywheel import env
from flywheel.runtime.failures import StartError
from flywheel.runtime.programs import Program

QUICK_SECONDS = 10.0  # a life shorter than this counts as a failed start
QUICK_DEATHS = 5  # so many in a row and the program is given up
LARGEST_LOG = 20 * 1024 * 1024
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class Child:
    def __init__(self, program: Program, logs: Path, environment: dict[str, str]) -> None:
        self.program = program
        self.log = logs / f"{program.name}.log"
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._quick_deaths = 0
        self._start_at = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        _rotate(self.log)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.program.command,
                stdin=subprocess.DEVNULL,
                stdout=None if self.program.talks else log,
                stderr=log,
                env=self._environment,
                cwd=env.BASE_DIR,
                start_new_session=True,
                preexec_fn=_die_with_parent if _LIBC else None,
            )
        self._started = time.monotonic()

    def tend(self) -> None:
        """Notices a death, starts the program again after a pause. Raises StartError when it is hopeless."""
        if self._process is not None and self._process.poll() is not None:
            self._died(self._process.returncode)
        if self._process is None and time.monotonic() >= self._start_at:
            self.start()

    def ask_to_stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def has_stopped(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def kill(self) -> None:
        """Ends the whole group, also what a dead leader left behind."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _died(self, code: int) -> None:
        self.kill()
        self._process = None
        quick = time.monotonic() - self._started < QUICK_SECONDS
        self._quick_deaths = self._quick_deaths + 1 if quick else 1
        if self._quick_deaths >= QUICK_DEATHS:
            raise StartError(
                f"{self.program.name} ended {QUICK_DEATHS} times in a row, last with code {code}. Its log is {self.log}"
            )
        pause = min(30.0, 0.5 * 2 ** (self._quick_deaths - 1))
        self._start_at = time.monotonic() + pause


def _die_with_parent() -> None:
    assert _LIBC is not None
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _rotate(path: Path) -> None:
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_suffix(".log.1"))
