"""The ingest API. Views authenticate, call one thing and answer."""

from uuid import UUID

import msgspec
from django.http import Http404, HttpResponse
from rest_framework.request import Request

from flywheel.projects.models import Scope
from flywheel.watchdog import PATIENCE_S, at_most
from telemetry.ingest import limits, openapi
from telemetry.ingest.accept import accept_batch
from telemetry.ingest.base import IngestView, key_of, read_request_body
from telemetry.ingest.receipts import find_receipt
from telemetry.ingest.validate import validate_batch
from telemetry.ingest.wire.json_schema import events_schema


class EventsView(IngestView):
    scope = Scope.EVENTS_WRITE

    @openapi.post_events
    def post(self, request: Request) -> HttpResponse:
        key, body = key_of(request), read_request_body(request)
        with at_most(PATIENCE_S):
            receipt = accept_batch(
                key.project, key.pk, body, *_content(request), events_per_minute=key.events_per_minute
            )
        return answer(receipt, status=202)


class ValidateView(IngestView):
    scope = Scope.EVENTS_WRITE

    @openapi.validate_events
    def post(self, request: Request) -> HttpResponse:
        key, body = key_of(request), read_request_body(request)
        with at_most(PATIENCE_S):
            return answer(validate_batch(key.project, body, *_content(request)))


class BatchView(IngestView):
    scope = Scope.EVENTS_WRITE

    @openapi.get_batch
    def get(self, request: Request, batch_id: UUID) -> HttpResponse:
        receipt = find_receipt(key_of(request).project_id, batch_id)
        if receipt is None:
            raise Http404
        return answer(receipt)


class LimitsView(IngestView):
    scope = Scope.EVENTS_WRITE

    @openapi.get_limits
    def get(self, request: Request) -> HttpResponse:
        return answer(
            {
                "events": limits.MAX_EVENTS,
                "body_bytes": limits.MAX_BODY_BYTES,
                "event_bytes": limits.MAX_EVENT_BYTES,
                "events_per_minute": key_of(request).events_per_minute,
                "encodings": limits.ENCODINGS,
                "content_types": limits.CONTENT_TYPES,
            }
        )


class EventsSchemaView(IngestView):
    authentication_classes = ()
    permission_classes = ()

    @openapi.get_events_schema
    def get(self, request: Request) -> HttpResponse:
        return answer(events_schema())


def answer(value: object, status: int = 200) -> HttpResponse:
    """JSON straight from msgspec; DRF's renderers cost more than the rest of a small post."""
    return HttpResponse(msgspec.json.encode(value), status=status, content_type="application/json")


def _content(request: Request) -> tuple[str, str]:
    return request.META.get("CONTENT_TYPE", ""), request.META.get("HTTP_CONTENT_ENCODING", "")
