"""`POST …/releases/{version}/pulls`: a training run's receipt, which ties a checkpoint to its data."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from exports.api.lookup import key_of, release_of
from exports.api.serializers import PullSerializer
from exports.releases.negotiation import BoundedJSONParser
from flywheel.projects.models import Scope


class PullReceipt(APIView):
    scope = Scope.DATASETS_READ  # whoever may pull may say so
    parser_classes = [BoundedJSONParser]

    @extend_schema(operation_id="report_pull", request=PullSerializer, responses={201: PullSerializer})
    def post(self, request: Request, name: str, version: str) -> Response:
        release = release_of(request, name, version)
        receipt = PullSerializer(data=request.data)
        receipt.is_valid(raise_exception=True)
        receipt.save(release=release, api_key_id=key_of(request).pk)
        return Response(receipt.data, status=201)
