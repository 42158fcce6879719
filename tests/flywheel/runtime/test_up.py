"""`manage.py up` as a person or a service manager meets it: real processes, a state folder of its own."""

import os
import signal
import socket
from pathlib import Path

import pytest

from tests.flywheel.runtime.foreground import Up, processes_of, sweep, until, up

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(shared_state: Path) -> Path:
    return shared_state / "home"


def test_a_fresh_folder_comes_up_and_an_interrupt_leaves_nothing_running(home: Path) -> None:
    with up(home) as server:
        assert server.status("/healthz") == 200
        assert server.running("granian")
        assert server.running("celery")
        assert server.running("postgres")

        assert server.interrupt() == 0
        assert processes_of(home) == []
        assert "Traceback" not in server.output


def test_a_termination_signal_stops_it_as_well(home: Path) -> None:
    with up(home) as server:
        server.process.terminate()
        assert server.process.wait(60) == 0
        assert processes_of(home) == []


def test_a_killed_worker_a_killed_web_server_and_a_killed_database_come_back(home: Path) -> None:
    with up(home) as server:
        before = {name: set(server.running(name)) for name in (" worker ", "granian", "bin/postgres")}
        for pids in before.values():
            os.kill(min(pids), signal.SIGKILL)

        def are_back() -> bool:
            return all(set(server.running(name)) - pids for name, pids in before.items())

        until(are_back, 30, lambda: server.output)
        until(lambda: server.status("/readyz") == 200, 30)
        assert server.interrupt() == 0
        assert processes_of(home) == []


def test_when_the_supervisor_is_killed_the_next_start_takes_over(home: Path) -> None:
    with up(home) as killed:
        killed.process.kill()
        killed.process.wait()
        until(lambda: not killed.running("granian") and not killed.running("celery"), 30)
        with up(home, port=killed.port) as server:
            assert server.interrupt() == 0
            assert processes_of(home) == []


def test_a_second_one_on_the_same_folder_is_refused_with_the_pid_of_the_first(home: Path) -> None:
    with up(home) as first:
        second = Up(home)
        assert second.process.wait(60) == 1
        assert f"process {first.process.pid}" in second.output
        assert "Traceback" not in second.output
        assert first.status("/healthz") == 200


def test_a_taken_port_is_named_before_anything_starts(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = Up(home, port=port)
        assert server.process.wait(60) == 1
    assert f"Port {port} on 127.0.0.1 is taken" in server.output
    assert "Traceback" not in server.output
    assert "Starting" not in server.output


def test_a_start_killed_half_way_is_repaired_by_the_next(state: Path) -> None:
    home = state / "home"
    cut_short = Up(home)
    until(lambda: (home / "postgres.draft").exists(), 30, lambda: cut_short.output)
    sweep(home, cut_short.process)
    assert not (home / "postgres").exists()

    during_migrations = Up(home)
    until(lambda: "Preparing" in during_migrations.output, 60, lambda: during_migrations.output)
    sweep(home, during_migrations.process)

    with up(home) as server:
        assert server.interrupt() == 0
        assert processes_of(home) == []


def test_the_second_interrupt_does_not_wait(home: Path) -> None:
    with up(home) as server:
        (worker, *_) = server.running(" worker ")
        os.kill(worker, signal.SIGSTOP)  # a worker that will not stop when asked
        server.process.send_signal(signal.SIGINT)
        until(lambda: "Stopping" in server.output or server.status("/healthz") == 0, 30)
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(15) == 0
        assert processes_of(home) == []
