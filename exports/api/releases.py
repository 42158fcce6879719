"""`/api/v1/datasets/{name}/releases`: list, ask for a build, look at one version."""

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from exports.api.lookup import dataset_of, release_of
from exports.api.serializers import (
    BuildRequestSerializer,
    BuildSerializer,
    ReleaseDetailSerializer,
    ReleaseSerializer,
)
from exports.models import Release
from exports.releases.negotiation import BoundedJSONParser, Pages
from exports.releases.run import request_build
from flywheel.projects.models import Scope


class ReleaseList(GenericAPIView[Release]):
    scopes = {"GET": Scope.DATASETS_READ, "POST": Scope.DATASETS_WRITE}
    serializer_class = ReleaseSerializer
    parser_classes = [BoundedJSONParser]
    pagination_class = Pages
    queryset = Release.objects.none()  # for the schema; the releases are the dataset's

    @extend_schema(operation_id="list_releases", responses=ReleaseSerializer(many=True))
    def get(self, request: Request, name: str) -> Response:
        releases: QuerySet[Release] = dataset_of(request, name).releases.prefetch_related("channel_set")
        page = self.paginate_queryset(releases)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        operation_id="request_release",
        request=BuildRequestSerializer,
        responses={202: OpenApiResponse(BuildSerializer, "The build; its address is in `Location`.")},
    )
    def post(self, request: Request, name: str) -> Response:
        dataset = dataset_of(request, name)
        asked = BuildRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        build = request_build(dataset, **asked.validated_data)
        address = reverse("api_build", kwargs={"name": name, "build_id": build.pk})
        return Response(BuildSerializer(build).data, status=202, headers={"Location": address})


class ReleaseDetail(APIView):
    scope = Scope.DATASETS_READ

    @extend_schema(operation_id="get_release", responses=ReleaseDetailSerializer)
    def get(self, request: Request, name: str, version: str) -> Response:
        return Response(ReleaseDetailSerializer(release_of(request, name, version)).data)
