"""GET /api/v1/funnel."""

import msgspec
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from exports.overview.funnel import funnel
from flywheel.projects.models import ApiKey, Scope


class FunnelSerializer(serializers.Serializer[object]):
    """The shape of the answer, for the OpenAPI schema."""

    events = serializers.IntegerField()
    interactions = serializers.IntegerField()
    candidates = serializers.DictField(child=serializers.IntegerField())
    clean = serializers.IntegerField()
    dropped = serializers.IntegerField()
    held = serializers.IntegerField()
    records = serializers.DictField(child=serializers.IntegerField())
    release_rows = serializers.DictField(child=serializers.IntegerField())
    left_out = serializers.DictField(child=serializers.IntegerField())
    reasons = serializers.DictField(child=serializers.IntegerField())


class FunnelView(APIView):
    scope = Scope.DATASETS_READ

    @extend_schema(responses=FunnelSerializer, operation_id="funnel")
    def get(self, request: Request) -> Response:
        """How much of the project's telemetry reaches training."""
        assert isinstance(request.auth, ApiKey)
        return Response(msgspec.to_builtins(funnel(request.auth.project)))
