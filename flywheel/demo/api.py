"""The public HTTP API as a client program sees it, with the patience one needs."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

PATIENCE_SECONDS = 120.0
_BUSY = {429, 502, 503, 504}


class RefusedError(RuntimeError):
    """The server answered with an error that trying again does not mend."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(f"{status} {body[:300].decode(errors='replace')}")
        self.status = status


class Api:
    def __init__(self, address: str, key: str) -> None:
        self._address = address
        self._key = key

    def get(self, path: str) -> Any:
        return self._call("GET", path, None)

    def post(self, path: str, body: Any) -> Any:
        return self._call("POST", path, json.dumps(body).encode())

    def _call(self, method: str, path: str, body: bytes | None) -> Any:
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        request = urllib.request.Request(self._address + path, body, headers, method=method)  # noqa: S310 - our server
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                    return json.loads(answer.read())
            except urllib.error.HTTPError as error:
                if error.code not in _BUSY or time.monotonic() > deadline:
                    raise RefusedError(error.code, error.read()) from error
                time.sleep(float(error.headers.get("Retry-After") or 1))
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.25)


def wait_for(what: str, look: Callable[[], bool], seconds: float, pause: float = 0.3) -> None:
    """Looks again and again. Raises TimeoutError that says what did not happen."""
    deadline = time.monotonic() + seconds
    while not look():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not happen within {seconds:.0f} s")
        time.sleep(pause)
