"""`PUT …/channels/{channel}`: points a channel at a version."""

import re

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from exports.api.lookup import dataset_of, release_in
from exports.api.serializers import ChannelRequestSerializer, ChannelSerializer
from exports.models import Channel
from exports.releases.negotiation import BoundedJSONParser
from flywheel.api_errors import Problem
from flywheel.projects.models import Scope

_NAME = re.compile(r"[a-z][a-z0-9-]{0,59}")
_COMMIT = re.compile(r"[0-9a-f]{40}")


class ChannelMove(APIView):
    scope = Scope.DATASETS_WRITE
    parser_classes = [BoundedJSONParser]

    @extend_schema(operation_id="move_channel", request=ChannelRequestSerializer, responses=ChannelSerializer)
    def put(self, request: Request, name: str, channel: str) -> Response:
        dataset = dataset_of(request, name)
        asked = ChannelRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        release = release_in(dataset, asked.validated_data["version"])
        moved = {"release": release, "moved_at": timezone.now()}
        row, _ = Channel.objects.update_or_create(dataset=dataset, name=checked(channel), defaults=moved)
        return Response(ChannelSerializer(row).data)


def checked(name: str) -> str:
    """A name that cannot be taken for a version, a commit or the Hub's `main`. Raises Problem."""
    if not _NAME.fullmatch(name) or _COMMIT.fullmatch(name) or name == "main":
        raise Problem(400, "invalid_name", "Lower-case letters, digits and hyphens, at most 60, not `main`.")
    return name
