"""Keeps a database that hangs from taking every thread of the server with it.

Senders of the native API and OTLP exporters send again what was not stored. Were their posts to wait for the database
without end, clients that never send again could not even be told that theirs is kept.
"""

import time
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from flywheel.api_errors import RETRY_SECONDS, answer
from telemetry.clients.outage import recovery

_NATIVE: Final = "/api/v1/events"
_PATHS: Final = (_NATIVE, "/clients/otlp/")
_UNAVAILABLE: Final = 503
_SLOW_S: Final = 2.0  # a database that refuses at once keeps no thread


class BoundedWait:
    """While the database is away, native posts get 503 at once; that it is away is learnt from a 503 that took long
    (`flywheel.watchdog` ends the wait)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(_PATHS) or request.method != "POST":
            return self._get_response(request)
        if recovery.is_away() and request.path.startswith(_NATIVE):
            detail = "Nothing was stored. Send the same again later."
            return answer(_UNAVAILABLE, "database_unavailable", detail, {"Retry-After": str(RETRY_SECONDS)})
        started = time.monotonic()
        response = self._get_response(request)
        if response.status_code == _UNAVAILABLE and time.monotonic() - started > _SLOW_S:
            recovery.begin()  # the next need not wait as long to learn the same
        return response
