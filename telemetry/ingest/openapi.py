"""The OpenAPI side of the ingest API: descriptions only, nothing here validates a request."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    PolymorphicProxySerializer,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers

from telemetry.ingest.limits import ENCODINGS
from telemetry.ingest.wire.events import EVENT_TYPES
from telemetry.ingest.wire.json_schema import inlined_schema
from telemetry.ingest.wire.values import Event


class WireEvent(serializers.Serializer[Any]):
    """Stands for one event struct in the schema."""

    struct: type[Event]


class WireEventSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    target_class = WireEvent
    match_subclasses = True

    def get_name(self, auto_schema: object, direction: object) -> str:
        return str(self.target.struct.__name__)

    def map_serializer(self, auto_schema: object, direction: object) -> dict[str, Any]:
        return inlined_schema(self.target.struct)


_EVENT_SERIALIZERS: dict[str, serializers.Serializer[Any] | type[serializers.Serializer[Any]]] = {
    tag: type(f"{struct.__name__}Serializer", (WireEvent,), {"struct": struct}) for tag, struct in EVENT_TYPES.items()
}


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="Event", serializers=_EVENT_SERIALIZERS, resource_type_field_name="type", many=True
    )
)
class EventsField(serializers.JSONField):
    """A list of events of any type."""


class ClientSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=100, required=False)
    version = serializers.CharField(max_length=100, required=False)


class EventBatchSerializer(serializers.Serializer[Any]):
    events = EventsField()
    sent_at = serializers.DateTimeField(required=False, help_text="The client's clock when sending; corrects its skew.")
    client = ClientSerializer(required=False)
    dropped = serializers.DictField(
        child=serializers.IntegerField(min_value=0),
        required=False,
        help_text="Events the sender lost since its last post, by reason; shown on the Connect page.",
    )


class EventErrorSerializer(serializers.Serializer[Any]):
    index = serializers.IntegerField(help_text="Position in the batch, from 0.")
    event_id = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    field = serializers.CharField(allow_blank=True, help_text="Dotted path.")
    message = serializers.CharField()


class ReceiptSerializer(serializers.Serializer[Any]):
    batch_id = serializers.UUIDField(allow_null=True, help_text="Null where nothing was stored (validation).")
    accepted = serializers.IntegerField()
    duplicates = serializers.IntegerField()
    rejected = serializers.IntegerField()
    errors = EventErrorSerializer(many=True)  # type: ignore[assignment]


class LimitsSerializer(serializers.Serializer[Any]):
    events = serializers.IntegerField(help_text="Events a batch.")
    body_bytes = serializers.IntegerField(help_text="Bytes a batch, encoded and decoded.")
    event_bytes = serializers.IntegerField(help_text="Bytes an event.")
    events_per_minute = serializers.IntegerField(allow_null=True, help_text="The key's own limit; null: none.")
    encodings = serializers.ListField(child=serializers.CharField())
    content_types = serializers.ListField(child=serializers.CharField())


class ProblemSerializer(serializers.Serializer[Any]):
    """application/problem+json (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="Stable; made for programs.")
    detail = serializers.CharField()


_ENCODING = OpenApiParameter(
    "Content-Encoding",
    str,
    OpenApiParameter.HEADER,
    enum=ENCODINGS,
    description="How the body is compressed.",
)
_BODY_PROBLEMS = dict.fromkeys((400, 401, 403, 413, 415, 503), ProblemSerializer)
_BODY = {"application/json": EventBatchSerializer, "application/x-ndjson": OpenApiTypes.BINARY}
_FORMS = "The body is an object with `events`, a bare array, one bare event, or NDJSON with one event a line."

post_events = extend_schema(
    operation_id="post_events",
    summary="Store events",
    description=f"{_FORMS} Answered once the good events are committed; a bad one costs no other.",
    parameters=[_ENCODING],
    request=_BODY,
    responses={202: ReceiptSerializer, **_BODY_PROBLEMS, 429: ProblemSerializer},
)
validate_events = extend_schema(
    operation_id="validate_events",
    summary="Check events without storing them",
    description=f"{_FORMS} The same answer as posting would get, with `batch_id` null.",
    parameters=[_ENCODING],
    request=_BODY,
    responses={200: ReceiptSerializer, **_BODY_PROBLEMS},
)
get_batch = extend_schema(
    operation_id="get_batch",
    summary="The receipt of a batch",
    responses={200: ReceiptSerializer, **dict.fromkeys((401, 403, 404, 503), ProblemSerializer)},
)
get_limits = extend_schema(
    operation_id="get_limits",
    summary="The limits in force for this key",
    responses={200: LimitsSerializer, **dict.fromkeys((401, 403, 503), ProblemSerializer)},
)
get_events_schema = extend_schema(
    operation_id="get_events_schema",
    summary="JSON Schema of the events",
    responses={200: OpenApiTypes.OBJECT},
)
