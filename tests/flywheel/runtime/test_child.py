"""Supervision with small programs in place of the server's."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from flywheel.runtime import child as child_module
from flywheel.runtime.child import Child
from flywheel.runtime.failures import StartError
from flywheel.runtime.programs import Program
from flywheel.runtime.supervisor import Stop, stop_all, supervise
from tests.flywheel.runtime.foreground import until

SLEEPS = "import time; print('here', flush=True); time.sleep(60)"
SPAWNS = (
    "import subprocess, sys, time\n"
    "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True)\n"
    "time.sleep(60)"
)


def make(code: str, logs: Path, *, optional: bool = False) -> Child:
    return Child(Program("toy", (sys.executable, "-c", code), optional=optional), logs, dict(os.environ))


def test_what_a_program_prints_is_in_its_log(tmp_path: Path) -> None:
    child = make(SLEEPS, tmp_path)
    child.start()
    until(lambda: "here" in (tmp_path / "toy.log").read_text(), 10)
    stop_all([child], Stop())
    assert child.has_stopped()


def test_a_killed_program_comes_back_and_its_own_children_do_not_stay(tmp_path: Path) -> None:
    child = make(SPAWNS, tmp_path)
    child.tend()
    log = tmp_path / "toy.log"
    until(lambda: len(log.read_text().split()) == 1, 10)
    grandchild = int(log.read_text())
    assert child.pid is not None
    os.kill(child.pid, 9)

    tend_until(child, lambda: len(log.read_text().split()) == 2)
    assert not is_alive(grandchild)
    stop_all([child], Stop())
    assert not is_alive(int(log.read_text().split()[1]))


def test_a_program_that_never_lives_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_module, "QUICK_DEATHS", 2)
    child = make("raise SystemExit(3)", tmp_path)
    with pytest.raises(StartError, match=r"toy ended 2 times in a row, last with code 3. Its log is .*toy.log"):
        tend_until(child, lambda: False)


def test_an_optional_program_is_given_up_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_module, "QUICK_DEATHS", 1)
    stop, said = Stop(), list[str]()

    def say(line: str) -> None:
        said.append(line)
        stop.requests = 1

    supervise([make("raise SystemExit(3)", tmp_path, optional=True)], stop, lambda: None, say)
    log = tmp_path / "toy.log"
    assert said == [f"toy ended 1 times in a row, last with code 3. Its log is {log}. Everything else goes on."]


def test_an_overgrown_log_is_set_aside_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_module, "LARGEST_LOG", 3)
    (tmp_path / "toy.log").write_text("long")
    child = make(SLEEPS, tmp_path)
    child.start()
    stop_all([child], Stop())
    assert (tmp_path / "toy.log.1").read_text() == "long"


def tend_until(child: Child, condition: Callable[[], bool]) -> None:
    def look() -> bool:
        child.tend()
        return condition()

    until(look, 20)


def is_alive(pid: int) -> bool:
    """Whether it still runs; a killed process may wait a moment for whoever adopted it."""
    for _ in range(50):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return False
        except FileNotFoundError:
            return False
        time.sleep(0.02)
    return True
