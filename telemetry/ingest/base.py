"""What every ingest view shares: problem answers for bodies and a missing database, and CORS."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flywheel.api_errors import Problem
from flywheel.projects.models import ApiKey
from telemetry.ingest import cors
from telemetry.ingest.errors import MalformedBatch
from telemetry.ingest.limits import MAX_BODY_BYTES


class IngestView(APIView):
    """A preflight carries no key, hence neither authentication nor permissions for OPTIONS."""

    def get_authenticators(self) -> list[BaseAuthentication]:
        return [] if _is_preflight(self.request) else super().get_authenticators()

    def get_permissions(self) -> Sequence[Any]:
        return [] if _is_preflight(self.request) else super().get_permissions()

    def options(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        return cors.preflight(request.META.get("HTTP_ORIGIN", ""))

    def handle_exception(self, exc: Exception) -> Response:
        return super().handle_exception(as_problem(exc))

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        origin = request.META.get("HTTP_ORIGIN")
        if origin and isinstance(key := getattr(request, "_auth", None), ApiKey):
            cors.share(response, origin, key.project)
        return response


def _is_preflight(request: Request | None) -> bool:
    return request is not None and request.method == "OPTIONS"  # none while the schema is being made


def as_problem(error: Exception) -> Exception:
    """What ingest raises, as an answer with a stable code. Anything else is returned as it is."""
    if isinstance(error, MalformedBatch):
        return Problem(error.status, error.code, error.detail, headers=error.headers, **error.fields)
    if isinstance(error, UnreadablePostError):
        return Problem(400, "malformed_body", "The body broke off.")
    return error


def read_request_body(request: HttpRequest | Request) -> bytes:
    """The body as sent. Raises MalformedBatch where its stated length exceeds the limit, before reading it."""
    stated = str(request.META.get("CONTENT_LENGTH") or "0")
    if not stated.isdecimal() or int(stated) > MAX_BODY_BYTES:
        detail = f"A batch may have {MAX_BODY_BYTES} bytes, decoded or not."
        raise MalformedBatch("body_too_large", 413, detail, limit=MAX_BODY_BYTES)
    return request.body


def key_of(request: Request) -> ApiKey:
    assert isinstance(request.auth, ApiKey)
    return request.auth
