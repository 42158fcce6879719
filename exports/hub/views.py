"""The read half of the Hugging Face Hub protocol, so that `datasets` and `huggingface_hub` work unchanged.

A dataset is the repository `<project>/<dataset>`, a release is a commit, its version and channels are
revisions.
"""

from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from exports.hub.lookup import entry_not_found, file_at, refused, release_at
from exports.hub.trees import Entry, listing, paths_info
from exports.models import Release
from exports.releases.downloads import file_answer
from exports.releases.negotiation import AnyAccept, BoundedFormParser, BoundedJSONParser
from flywheel.api_errors import Problem
from flywheel.projects.authentication import presented_token
from flywheel.projects.models import Scope

MAX_PATHS = 1_000


@extend_schema(exclude=True)
class HubView(APIView):
    """Another project's repository is not found, as on the Hub."""

    scope = Scope.DATASETS_READ
    content_negotiation_class = AnyAccept

    def handle_exception(self, exc: Exception) -> Response:
        answer = super().handle_exception(exc)
        for name, value in refused(answer.status_code, bool(presented_token(self.request.META))).items():
            answer.headers.setdefault(name, value)
        return answer


class RepoInfo(HubView):
    def get(self, request: Request, project: str, name: str, revision: str = "main") -> Response:
        release = release_at(request, project, name, revision)
        return Response(_info(f"{project}/{name}", release))


class Resolve(HubView):
    def get(self, request: Request, project: str, name: str, revision: str, path: str) -> HttpResponseBase:
        release = release_at(request, project, name, revision)
        answer = file_answer(request._request, file_at(release, path))
        answer["X-Repo-Commit"] = release.sha
        return answer


class Tree(HubView):
    def get(self, request: Request, project: str, name: str, revision: str, path: str = "") -> Response:
        release = release_at(request, project, name, revision)
        recursive = request.query_params.get("recursive", "").lower() in {"1", "true"}
        found = listing(_entries(release), path.strip("/"), recursive)
        if not found:
            raise entry_not_found()
        return Response(found, headers={"X-Repo-Commit": release.sha})


class PathsInfo(HubView):
    parser_classes = [BoundedFormParser, BoundedJSONParser]

    def post(self, request: Request, project: str, name: str, revision: str) -> Response:
        release = release_at(request, project, name, revision)
        return Response(paths_info(_entries(release), _asked_paths(request.data)))


def _asked_paths(data: Any) -> list[str]:
    """The paths of a form or a JSON body. Raises Problem."""
    paths = data.getlist("paths") if hasattr(data, "getlist") else data.get("paths") if isinstance(data, dict) else None
    paths = [paths] if isinstance(paths, str) else paths
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        raise Problem(400, "invalid", "paths must be a list of strings.")
    if len(paths) > MAX_PATHS:
        raise Problem(413, "too_many_paths", f"At most {MAX_PATHS} paths a request.", limit=MAX_PATHS)
    return paths


def _entries(release: Release) -> list[Entry]:
    files = release.files.filter(withdrawn_at=None).values_list("path", "sha256", "byte_count")
    return [Entry(*file) for file in files]


def _info(repository: str, release: Release) -> dict[str, Any]:
    return {
        "_id": release.sha[:24],
        "id": repository,
        "author": repository.partition("/")[0],
        "sha": release.sha,
        "lastModified": release.created_at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "private": True,
        "gated": False,
        "disabled": False,
        "downloads": 0,
        "likes": 0,
        "tags": [f"version:{release.version}"],
        "siblings": [{"rfilename": entry.path} for entry in _entries(release)],
    }
