"""Where Claude Code's HTTP hooks post."""

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from telemetry.clients.base import sender
from telemetry.clients.claude_code_hooks.receive import receive_hook
from telemetry.clients.outage.views import PatientClientView
from telemetry.ingest.base import read_request_body
from telemetry.ingest.decompression import decompress
from telemetry.ingest.views import answer
from telemetry.ingest.wire.check import microseconds


class HooksView(PatientClientView):
    """Answers `{}` to any JSON object, known or not: another body could change what Claude Code does, and another
    status shows as an error in the developer's terminal."""

    schema = None  # the form of the body is Claude Code's own

    def post(self, request: Request) -> HttpResponse:
        body = decompress(read_request_body(request), request.META.get("HTTP_CONTENT_ENCODING", ""))
        receive_hook(sender(request), body, microseconds(timezone.now()))
        return answer({})
