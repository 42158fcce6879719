"""`/api/v1/datasets/{name}/builds/{id}`: how far a build is."""

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from exports.api.lookup import dataset_of
from exports.api.serializers import BuildSerializer
from flywheel.api_errors import Problem
from flywheel.projects.models import Scope


class BuildDetail(APIView):
    scope = Scope.DATASETS_READ

    @extend_schema(operation_id="get_build", responses=BuildSerializer)
    def get(self, request: Request, name: str, build_id: uuid.UUID) -> Response:
        build = dataset_of(request, name).builds.select_related("release").filter(pk=build_id).first()
        if build is None:
            raise Problem(404, "build_not_found", "There is no such build.")
        return Response(BuildSerializer(build).data)
