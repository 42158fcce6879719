"""`application/problem+json` (RFC 9457) for every API, with a stable `code` a program can rely on."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

CONTENT_TYPE = "application/problem+json"
RETRY_SECONDS = 5  # after which a database that was restarted usually answers again


class Problem(exceptions.APIException):
    """An error with a stable code. `fields` become extra members of the answer, `headers` its headers."""

    def __init__(
        self, status: int, code: str, detail: str, *, headers: dict[str, str] | None = None, **fields: Any
    ) -> None:
        super().__init__(detail, code)
        self.status_code = status
        self.code = code
        self.message = detail
        self.headers = headers or {}
        self.fields = fields


def body(status: int, code: str, detail: str, **fields: Any) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        **fields,
    }


def answer(status: int, code: str, detail: str, headers: dict[str, str] | None = None, **fields: Any) -> HttpResponse:
    """A problem answer for views outside DRF."""
    content = JSONRenderer().render(body(status, code, detail, **fields))
    return HttpResponse(content, status=status, content_type=CONTENT_TYPE, headers=headers)


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: what DRF knows, and a missing database, become a problem answer; anything else
    stays a 500.
    """
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, OperationalError | InterfaceError):
        error = database_unavailable()
    if not isinstance(error, exceptions.APIException):
        return None
    response = Response(_describe(error), status=error.status_code, content_type=CONTENT_TYPE)
    for name, value in _headers(error).items():
        response[name] = value
    return response


def database_unavailable() -> Problem:
    headers = {"Retry-After": str(RETRY_SECONDS)}
    return Problem(503, "database_unavailable", "Nothing was stored. Send the same again later.", headers=headers)


def _describe(error: exceptions.APIException) -> dict[str, Any]:
    if isinstance(error, Problem):
        return body(error.status_code, error.code, error.message, **error.fields)
    if isinstance(error, exceptions.ValidationError):
        return body(error.status_code, "invalid", "The request does not have the expected form.", errors=error.detail)
    code = getattr(error.detail, "code", error.default_code)
    return body(error.status_code, str(code), str(error.detail))


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = dict(error.headers) if isinstance(error, Problem) else {}
    if authenticate := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = authenticate
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return headers


@csrf_exempt
def not_found(request: HttpRequest) -> HttpResponse:
    """The answer below an API's prefix where no address matches: for programs, not the page for people."""
    return answer(404, "not_found", "There is nothing at this address.")
