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
from telemetry.clients.outage.watchdog import at_most

_NATIVE: Final = "/api/v1/events"
_PATHS: Final = (_NATIVE, "/clients/otlp/")
_UNAVAILABLE: Final = 503
_SLOW_S: Final = 2.0  # a database that refuses at once keeps no thread
_PATIENCE_S: Final = 10.0  # more than the largest post takes on a busy machine


class BoundedWait:
    """Posts of events get 503 where the database does not answer, and native ones at once while it is away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(_PATHS) or request.method != "POST":
            return self._get_response(request)
        if recovery.is_away() and request.path.startswith(_NATIVE):
            detail = "Nothing was stored. Send the same again later."
            return answer(_UNAVAILABLE, "database_unavailable", detail, {"Retry-After": str(RETRY_SECONDS)})
        started = time.monotonic()
        with at_most(_PATIENCE_S):
            response = self._get_response(request)
        if response.status_code == _UNAVAILABLE and time.monotonic() - started > _SLOW_S:
            recovery.begin()  # the next need not wait as long to learn the same
        return response
