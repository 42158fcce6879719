"""OTLP over HTTP. Exporters send again what gets 429 or 503 and drop what gets any other error."""

from typing import Any

from django.db import OperationalError
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from flywheel.watchdog import PATIENCE_S, at_most
from telemetry.clients.base import ClientView, body_of, now_us, sender
from telemetry.clients.otlp.answers import failure, success
from telemetry.clients.otlp.receive import receive_logs
from telemetry.clients.otlp.requests import CONTENT_TYPES, JSON
from telemetry.clients.outage import recovery
from telemetry.ingest.base import read_request_body
from telemetry.ingest.bodies import media_type


class OtlpView(ClientView):
    """Answers in the encoding of the request, whatever `Accept` says."""

    schema = None  # OTLP is described elsewhere

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[Any, str]:
        renderer = self.get_renderers()[0]
        return renderer, str(renderer.media_type)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if recovery.is_away():  # exporters send again; threads that wait would be missing to those who do not
            raise OperationalError("The database is away.")
        super().initial(request, *args, **kwargs)

    def handle_exception(self, exc: Exception) -> Response:
        problem = super().handle_exception(exc)
        data: dict[str, Any] = problem.data or {}
        content = failure(self.encoding(), problem.status_code, str(data.get("code", "")), str(data.get("detail", "")))
        answer = HttpResponse(content, status=problem.status_code, content_type=self.encoding())
        for name in ("Retry-After", "WWW-Authenticate", "Allow"):
            if name in problem.headers:
                answer[name] = problem.headers[name]
        return answer  # type: ignore[return-value]  # dispatch takes any HttpResponse

    def encoding(self) -> str:
        """The content type of the answer."""
        stated = media_type(self.request.META.get("CONTENT_TYPE", ""))
        return stated if stated in CONTENT_TYPES else JSON

    def succeed(self, rejected: int = 0, message: str = "") -> HttpResponse:
        return HttpResponse(success(self.encoding(), rejected, message), content_type=self.encoding())


class LogsView(OtlpView):
    def post(self, request: Request) -> HttpResponse:
        body = body_of(request)
        content_type = media_type(request.META.get("CONTENT_TYPE", ""))
        with at_most(PATIENCE_S):
            received = receive_logs(sender(request), body, content_type, now_us())
        return self.succeed(received.rejected, received.message)


class UnreadView(OtlpView):
    """Traces and metrics: taken and not even read. No word of it in the answer, because exporters log every warning
    at every export; the Connect page says that only logs are read."""

    def post(self, request: Request) -> HttpResponse:
        read_request_body(request)
        return self.succeed()
