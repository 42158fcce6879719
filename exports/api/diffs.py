"""`…/diff?from=1.3.0&to=1.4.0`: what changed, counted or row by row."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from exports.api.diff_rows import ndjson, parquet
from exports.api.lookup import dataset_of, release_in
from exports.api.serializers import DiffSerializer
from exports.models import Release
from exports.releases import diff
from exports.releases.negotiation import AnyAccept
from exports.releases.storage import release_storage
from flywheel.api_errors import Problem
from flywheel.projects.models import Scope

NDJSON, PARQUET = "application/x-ndjson", "application/vnd.apache.parquet"
_FORMATS = {"json": "application/json", "ndjson": NDJSON, "parquet": PARQUET}
_PARAMETERS = [
    OpenApiParameter("from", str, required=True, description="The older version or channel."),
    OpenApiParameter("to", str, required=True, description="The newer version or channel."),
    OpenApiParameter("format", str, enum=list(_FORMATS), description="Rows rather than counts; `Accept` works too."),
]


class ReleaseDiff(APIView):
    scope = Scope.DATASETS_READ
    content_negotiation_class = AnyAccept

    @extend_schema(operation_id="compare_releases", parameters=_PARAMETERS, responses=DiffSerializer)
    def get(self, request: Request, name: str) -> HttpResponseBase:
        dataset = dataset_of(request, name)
        old, new = (release_in(dataset, _wanted(request, key)) for key in ("from", "to"))
        changes = diff.compare(_side(old), _side(new))
        media_type = _media_type(request)
        if media_type == NDJSON:
            return StreamingHttpResponse(ndjson(changes), content_type=NDJSON)
        if media_type == PARQUET:
            return FileResponse(parquet(changes), content_type=PARQUET)
        return Response(_counts(request, old, new, changes))


def _wanted(request: Request, key: str) -> str:
    value = request.query_params.get(key)
    if not value:
        raise Problem(400, "missing_parameter", f"Say which version: ?{key}=1.0.0", parameter=key)
    return value


def _media_type(request: Request) -> str:
    asked = request.query_params.get("format")
    if asked is not None and asked not in _FORMATS:
        raise Problem(400, "unknown_format", f"format is one of {', '.join(_FORMATS)}.")
    accept = request.headers.get("Accept", "")
    return _FORMATS.get(asked or "") or next((name for name in (NDJSON, PARQUET) if name in accept), "application/json")


def _side(release: Release) -> diff.Side:
    if release.files.exclude(withdrawn_at=None).exists():
        raise Problem(410, "withdrawn", f"Files of {release.version} were withdrawn.")
    return diff.Side(release.manifest, release_storage().open)


def _counts(request: Request, old: Release, new: Release, changes: Iterator[diff.Changes]) -> dict[str, object]:
    query = urlencode({"from": old.version, "to": new.version, "format": "ndjson"})
    return {
        "from": old.version,
        "to": new.version,
        "counts": diff.count(changes),
        "rows": f"{request.path}?{query}",
    }
