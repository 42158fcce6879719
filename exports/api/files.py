"""`…/releases/{version}/manifest.json` and `…/files/{path}`: the bytes, resumable and cacheable."""

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from exports.api.lookup import file_in, release_of
from exports.releases import manifest
from exports.releases.downloads import file_answer
from exports.releases.negotiation import AnyAccept
from flywheel.projects.models import Scope

_HEADERS = [
    OpenApiParameter("Range", str, OpenApiParameter.HEADER, description="One byte range, `bytes=0-1023`."),
    OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description="304 where the file is this one."),
]
_BYTES = {(status, "application/octet-stream"): OpenApiTypes.BINARY for status in (200, 206)}


class ReleaseFileDownload(APIView):
    scope = Scope.DATASETS_READ
    content_negotiation_class = AnyAccept

    @extend_schema(operation_id="download_file", parameters=_HEADERS, responses=_BYTES)
    def get(self, request: Request, name: str, version: str, path: str) -> HttpResponseBase:
        release = release_of(request, name, version)
        return file_answer(request._request, file_in(release, path))


class ManifestDownload(APIView):
    scope = Scope.DATASETS_READ
    content_negotiation_class = AnyAccept

    @extend_schema(operation_id="get_manifest", parameters=_HEADERS, responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, name: str, version: str) -> HttpResponseBase:
        release = release_of(request, name, version)
        return file_answer(request._request, file_in(release, manifest.NAME))
