"""The ingest API. Views authenticate, call one thing and answer."""

import msgspec
from django.http import HttpResponse
from rest_framework.request import Request

from flywheel.projects.models import Scope
from telemetry.ingest.accept import accept_batch
from telemetry.ingest.base import IngestView, read_request_body


class EventsView(IngestView):
    """Stores events."""

    scope = Scope.EVENTS_WRITE

    def post(self, request: Request) -> HttpResponse:
        key = request.auth
        receipt = accept_batch(
            key.project,
            key.pk,
            read_request_body(request),
            request.META.get("CONTENT_TYPE", ""),
            request.META.get("HTTP_CONTENT_ENCODING", ""),
            events_per_minute=key.events_per_minute,
        )
        return answer(receipt, status=202)


def answer(value: object, status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(value), status=status, content_type="application/json")
