"""The production server on a real port: chunked and compressed bodies, and a kill in the middle of
posting.
"""

import gzip
import http.client
import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from django.db import connection

from flywheel.runtime import programs
from tests.telemetry.ingest.conftest import make_event, stored

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("real_events")]


class Server:
    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        url = os.environ["DATABASE_URL"].replace("/postgres?", f"/{connection.settings_dict['NAME']}?")
        command = programs.web("127.0.0.1", self.port).command
        self.process = subprocess.Popen(
            command, env={**os.environ, "DATABASE_URL": url}, start_new_session=True
        )
        self._wait_until(True)

    def kill(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._wait_until(False)  # the workers go a moment after their parent

    def _wait_until(self, answering: bool) -> None:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                answered = True
            except OSError:
                answered = False
            if answered is answering:
                return
            time.sleep(0.1)
        raise AssertionError("The server did not start, or did not die.")

    def post(self, key: str, body: Any, **headers: str) -> dict[str, Any]:
        sent = {"Authorization": f"Bearer {key}", "Content-Type": "application/json", **headers}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as wire:
            wire.request("POST", "/api/v1/events", body, sent, encode_chunked="Transfer-Encoding" in headers)
            response = wire.getresponse()
            answer = json.loads(response.read())
        assert response.status == 202, answer
        return dict(answer)


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    server.start()
    yield server
    server.kill()


def test_chunked_compressed_bodies_arrive_whole(server: Server, make_key: Callable[..., str]) -> None:
    body = gzip.compress(json.dumps([make_event() for _ in range(300)]).encode())
    chunks = (body[start : start + 1000] for start in range(0, len(body), 1000))
    headers = {"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"}
    receipt = server.post(make_key("events:write"), chunks, **headers)
    assert (receipt["accepted"], receipt["rejected"]) == (300, 0)
    assert len(stored()) == 300


def test_a_kill_loses_nothing_acknowledged_and_doubles_nothing(
    server: Server, make_key: Callable[..., str]
) -> None:
    key = make_key("events:write")
    batches = [[make_event() for _ in range(50)] for _ in range(60)]
    acknowledged: list[int] = []

    def send_all() -> None:
        for number, batch in enumerate(batches):
            try:
                server.post(key, json.dumps(batch))
            except (OSError, http.client.HTTPException):
                return
            acknowledged.append(number)

    sender = threading.Thread(target=send_all)
    sender.start()
    while len(acknowledged) < 10:
        time.sleep(0.005)
    server.kill()
    sender.join()
    assert len(acknowledged) < len(batches)
    kept = {payload["event_id"] for payload in stored()}
    assert kept >= {event["event_id"] for number in acknowledged for event in batches[number]}

    server.start()
    for batch in batches:
        server.post(key, json.dumps(batch))
    ids = [payload["event_id"] for payload in stored()]
    assert sorted(ids) == sorted(event["event_id"] for batch in batches for event in batch)
