"""Bringing the state up to date before the programs start: migrations and static files, side by side."""

import subprocess
import sys
import time
from pathlib import Path

from flywheel import env
from flywheel.runtime.failures import StartError
from flywheel.runtime.supervisor import Stop

STEPS = {
    "migrate": ("migrate", "--no-input", "--verbosity", "0"),
    "collectstatic": ("collectstatic", "--no-input", "--verbosity", "0"),
}


def prepare(logs: Path, environment: dict[str, str], stop: Stop) -> None:
    """Runs every step in a process of its own. Raises StartError with the last line of one that failed."""
    running = {name: _start(logs / f"{name}.log", arguments, environment) for name, arguments in STEPS.items()}
    while any(process.poll() is None for process in running.values()):
        if stop.requests:
            for process in running.values():
                process.terminate()
        time.sleep(0.05)
    for name, process in running.items():
        if process.returncode != 0:
            raise StartError(_explain(name, logs / f"{name}.log"))


def _start(log: Path, arguments: tuple[str, ...], environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    command = (sys.executable, str(env.BASE_DIR / "manage.py"), *arguments)
    with log.open("wb") as file:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=file, env=environment)


def _explain(name: str, log: Path) -> str:
    lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    last = lines[-1] if lines else "it said nothing"
    return f"`manage.py {name}` failed: {last}\nThe whole story is in {log}. It is safe to start again."
