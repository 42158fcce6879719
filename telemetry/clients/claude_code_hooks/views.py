"""Where Claude Code's HTTP hooks post."""

from django.http import HttpResponse
from rest_framework.request import Request

from telemetry.clients.base import body_of, now_us, sender
from telemetry.clients.claude_code_hooks.receive import receive_hook
from telemetry.clients.outage.views import PatientClientView
from telemetry.ingest.views import answer


class HooksView(PatientClientView):
    """Answers `{}` to any JSON object, known or not: another body could change what Claude Code does, and another
    status shows as an error in the developer's terminal."""

    schema = None  # the form of the body is Claude Code's own

    def post(self, request: Request) -> HttpResponse:
        receive_hook(sender(request), body_of(request), now_us())
        return answer({})
