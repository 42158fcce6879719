"""Small OpenAI-compatible completion servers on real ports, for pairs to be made of."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.telemetry.clients.gateway.servers import Asked, Reply, Server, run


class Upstream(Server):
    """Answers every completion with `text`, and remembers what it was asked. `together` holds each answer back until
    as many requests are under way, at this server or another."""

    def __init__(self, text: str) -> None:
        super().__init__(self._answer)
        self.text = text
        self.status = 200
        self.together = threading.Barrier(1)

    def handle_error(self, request: object, client_address: object) -> None:
        """Connections broken off by a test's end are nothing to report."""

    def _answer(self, _: Asked) -> Reply:
        self.together.wait(5)
        choices = [{"index": 0, "text": self.text, "finish_reason": "stop"}]
        return self.status, {}, json.dumps({"id": "cmpl-1", "choices": choices}).encode()


@contextmanager
def upstream(text: str) -> Iterator[Upstream]:
    with run(Upstream(text)) as server:
        yield server
