"""A small Tabby server on a real port, for the gateway to ask."""

import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CHOICES = [{"index": 0, "text": "return a + b"}]


class TabbyUpstream(ThreadingHTTPServer):
    """Answers every completion with `choices`, under `completion_id` or a new one, and remembers what it was asked."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.completion_id: str | None = None
        self.choices: list[dict[str, Any]] = CHOICES
        self.status = 200
        self.delay_s = 0.0
        self.asked: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: TabbyUpstream

    def do_POST(self) -> None:
        upstream = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        upstream.asked.append(json.loads(body))
        time.sleep(upstream.delay_s)
        answer = {"id": upstream.completion_id or f"cmpl-{uuid.uuid4()}", "choices": upstream.choices}
        content = json.dumps(answer).encode()
        head = (
            f"HTTP/1.1 {upstream.status} Said\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n"
        )
        self.wfile.write(head.encode() + b"\r\n" + content)

    def log_message(self, *arguments: object) -> None:
        """Nothing on the terminal."""


@contextmanager
def tabby_upstream() -> Iterator[TabbyUpstream]:
    with TabbyUpstream() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()
