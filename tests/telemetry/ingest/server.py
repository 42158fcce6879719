"""The production server in a process of its own, to be killed and spoken to over real connections."""

import http.client
import json
import os
import signal
import socket
import subprocess
import time
from contextlib import closing
from http.client import HTTPMessage
from typing import Any

from flywheel.runtime import programs


class Server:
    """Granian with this application on a free port, on the database at `url`."""

    def __init__(self, url: str) -> None:
        self._url = url
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = programs.web("127.0.0.1", self.port).command
        self.process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": self._url}, start_new_session=True)
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
        """The receipt."""
        status, _, answer = self.request("POST", "/api/v1/events", key, body, **headers)
        assert status == 202, answer
        return answer

    def request(
        self, method: str, path: str, key: str, body: Any = None, **headers: str
    ) -> tuple[int, HTTPMessage, dict[str, Any]]:
        sent = {"Authorization": f"Bearer {key}", "Content-Type": "application/json", **headers}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as wire:
            wire.request(method, path, body, sent, encode_chunked="Transfer-Encoding" in headers)
            response = wire.getresponse()
            return response.status, response.headers, json.loads(response.read())
