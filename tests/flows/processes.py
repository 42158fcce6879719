"""Real server and worker processes on the test database, for flow tests and benchmarks."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 30.0


@dataclass(frozen=True)
class Server:
    """A running web server and how to speak to it with one key."""

    url: str
    key: str

    def request(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Status and decoded JSON (or bytes) of one request; error answers are returned, not raised."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json", **headers}
        request = urllib.request.Request(self.url + path, data, sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, _decoded(answer.read(), answer.headers["Content-Type"])
        except urllib.error.HTTPError as error:
            with error:
                return error.code, _decoded(error.read(), error.headers["Content-Type"])


def _decoded(content: bytes, content_type: str | None) -> Any:
    return json.loads(content) if "json" in (content_type or "") and content else content


def environment(home: Path) -> dict[str, str]:
    """The test process's environment, pointed at the test database and a state folder of its own."""
    settings = connection.settings_dict
    return {
        **os.environ,
        "DATABASE_URL": f"postgresql://{settings['USER']}:{settings['PASSWORD']}@/{settings['NAME']}"
        f"?host={settings['HOST']}" + (f"&port={settings['PORT']}" if settings["PORT"] else ""),
        "FLYWHEEL_HOME": str(home),
        "FLYWHEEL_WEB_WORKERS": "1",
        "PYTHONPATH": str(ROOT),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def web_server(home: Path, *, workers: int = 1, threads: int = 4, port: int = 0) -> Iterator[str]:
    """Runs the production web server, on a free port unless one is given; yields its address."""
    port = port or free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += [
        "--workers",
        str(workers),
        "--blocking-threads",
        str(threads),
        "--no-ws",
        "flywheel.wsgi:application",
    ]
    with running(command, home, "web"):
        url = f"http://127.0.0.1:{port}"
        wait_until(lambda: _answers(url), "the web server answers")
        yield url


@contextmanager
def worker(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a Celery worker with beat; yields its process, the leader of its own group."""
    command = [sys.executable, "-m", "celery", "-A", "flywheel", "worker", "--loglevel", "INFO", "--beat"]
    command += ["--schedule", str(home / f"beat-{time.monotonic_ns()}")]
    with running(command, home, "worker") as process:
        yield process


@contextmanager
def running(command: list[str], home: Path, name: str) -> Iterator[subprocess.Popen[bytes]]:
    with (home / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(home), stdout=log, stderr=log, start_new_session=True
        )
        try:
            yield process
        finally:
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kills the whole process group, as a power cut would."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_until(condition: Callable[[], bool], what: str, within_s: float = READY_WITHIN_S) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within_s:.0f} s: {what}")
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
