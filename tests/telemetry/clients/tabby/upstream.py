"""A small Tabby server on a real port, for the gateway to ask."""

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.telemetry.clients.gateway.servers import Asked, Reply, Server, run

CHOICES = [{"index": 0, "text": "return a + b"}]


class TabbyUpstream(Server):
    """Answers every completion with `choices`, under `completion_id` or a new one, and remembers what it was asked."""

    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(self._answer)
        self.completion_id: str | None = None
        self.choices: list[dict[str, Any]] = CHOICES
        self.status = 200
        self.delay_s = 0.0

    def _answer(self, _: Asked) -> Reply:
        time.sleep(self.delay_s)
        answer = {"id": self.completion_id or f"cmpl-{uuid.uuid4()}", "choices": self.choices}
        return self.status, {"Content-Type": "application/json"}, json.dumps(answer).encode()


@contextmanager
def tabby_upstream() -> Iterator[TabbyUpstream]:
    with run(TabbyUpstream()) as server:
        yield server
