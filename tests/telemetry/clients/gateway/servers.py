"""Upstream servers on real ports.

No Tabby server and no model can be had where these tests run, so these speak the two protocols as Tabby's source and
the OpenAI API reference describe them, over real sockets; what they are asked is kept for the tests to look at.
"""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, TypeVar

from telemetry.clients.gateway import busy, wire
from telemetry.clients.gateway.contracts import ReadyUpstream

Reply = tuple[int, dict[str, str], bytes]


class Asked(NamedTuple):
    path: str
    headers: dict[str, str]
    body: Any
    connection: int  # the client's port: the same for requests on one connection


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, reply: Callable[[Asked], Reply]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.reply = reply
        self.asked: list[Asked] = []

    @property
    def bodies(self) -> list[Any]:
        return [asked.body for asked in self.asked]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


_Server = TypeVar("_Server", bound=Server)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are written one after the other
    server: Server

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.path, headers, json.loads(raw), self.client_address[1])
        self.server.asked.append(asked)
        status, sent, body = self.server.reply(asked)
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **sent}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        pass


def answering(value: Any, status: int = 200, **headers: str) -> Callable[[Asked], Reply]:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    sent = {name.replace("_", "-"): text for name, text in headers.items()}
    return lambda asked: (status, sent, body)


def tabby(asked: Asked) -> Reply:
    """As `POST /v1/completions` of a Tabby server."""
    prefix = asked.body["segments"]["prefix"]
    answer = {"id": "cmpl-11111111-2222-3333-4444-555555555555", "choices": [{"index": 0, "text": f"after {prefix!r}"}]}
    return 200, {"Content-Type": "application/json"}, json.dumps(answer).encode()


def openai(text: str) -> Callable[[Asked], Reply]:
    """As the completions API answers."""
    choice = {"index": 0, "text": text, "logprobs": None, "finish_reason": "stop"}
    return answering({"id": "cmpl-9", "object": "text_completion", "created": 1, "model": "m", "choices": [choice]})


@contextmanager
def serving(reply: Callable[[Asked], Reply]) -> Iterator[Server]:
    with run(Server(reply)) as server:
        yield server


@contextmanager
def run(server: _Server) -> Iterator[_Server]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def speaking(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server of raw bytes: `talk` gets each connection after a request arrived on it. The URL."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                wire, _ = listener.accept()
            except OSError:
                return
            with wire:
                try:
                    wire.recv(65536)
                    talk(wire)
                except OSError:
                    pass

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def drip(wire: socket.socket) -> None:
    """Never quite silent, never done."""
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b" " * 1000:
        wire.sendall(bytes([byte]))
        time.sleep(0.05)


def forget_connections() -> None:
    """Connections and places of one test must not serve the next."""
    for rules in ((True, True), (True, False), (False, False)):
        wire._pool(*rules).close()
    for cached in (wire._pool, wire._tls, busy._slots):
        cached.cache_clear()


def upstream(url: str, **fields: Any) -> ReadyUpstream:
    values: dict[str, Any] = {
        "id": 1,
        "project_id": 1,
        "name": "local",
        "kind": "tabby",
        "allow_internal": True,
        "timeout_s": 5.0,
    }
    return ReadyUpstream(**(values | {"url": url} | fields))
