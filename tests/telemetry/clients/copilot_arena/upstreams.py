"""Small OpenAI-compatible completion servers on real ports, for pairs to be made of."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Upstream(ThreadingHTTPServer):
    """Answers every completion with `text`, and remembers what it was asked. `together` holds each answer back until
    as many requests are under way, at this server or another."""

    daemon_threads = True

    def __init__(self, text: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.text = text
        self.status = 200
        self.together = threading.Barrier(1)
        self.asked: list[dict[str, Any]] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """Connections broken off by a test's end are nothing to report."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Upstream

    def do_POST(self) -> None:
        upstream = self.server
        upstream.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        upstream.together.wait(5)
        choices = [{"index": 0, "text": upstream.text, "finish_reason": "stop"}]
        content = json.dumps({"id": "cmpl-1", "choices": choices}).encode()
        self.send_response(upstream.status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        """Nothing on the terminal."""


@contextmanager
def upstream(text: str) -> Iterator[Upstream]:
    with Upstream(text) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()
