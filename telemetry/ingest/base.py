"""What every ingest view shares: problem answers for bodies and a missing database, and CORS."""

from typing import Any

from django.db import InterfaceError, OperationalError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flywheel.api_errors import Problem
from telemetry.ingest.errors import MalformedBatch
from telemetry.ingest.limits import MAX_BODY_BYTES

RETRY_SECONDS = 5


class IngestView(APIView):
    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, MalformedBatch):
            exc = Problem(exc.status, exc.code, exc.detail, headers=exc.headers, **exc.fields)
        elif isinstance(exc, OperationalError | InterfaceError):
            exc = Problem(
                503,
                "database_unavailable",
                "Nothing was stored. Send it again later.",
                headers={"Retry-After": str(RETRY_SECONDS)},
            )
        return super().handle_exception(exc)


def read_request_body(request: Request) -> bytes:
    """The body as sent. Raises MalformedBatch where its stated length exceeds the limit, before reading it."""
    stated: Any = request.META.get("CONTENT_LENGTH") or "0"
    if not str(stated).isdecimal() or int(stated) > MAX_BODY_BYTES:
        detail = f"A batch may have {MAX_BODY_BYTES} bytes, decoded or not."
        raise MalformedBatch("body_too_large", 413, detail, limit=MAX_BODY_BYTES)
    return request.body
