"""What a Hub address names in the key's project, with the codes Hub clients turn into exceptions."""

from rest_framework.request import Request

from exports.models import Dataset, Release, ReleaseFile
from exports.releases.find import find_dataset, find_release
from flywheel.api_errors import Problem
from flywheel.projects.models import ApiKey, Project

_ERROR_CODE = "X-Error-Code"


def _project_of(request: Request) -> Project:
    assert isinstance(request.auth, ApiKey)  # HasScope lets nothing else through
    return request.auth.project


def dataset_at(request: Request, project: str, name: str) -> Dataset:
    owner = _project_of(request)
    dataset = find_dataset(owner, name) if owner.slug == project else None
    if dataset is None:
        raise _not_found("RepoNotFound", "Repository not found")
    return dataset


def release_at(request: Request, project: str, name: str, revision: str) -> Release:
    release = find_release(dataset_at(request, project, name), revision)
    if release is None:
        raise _not_found("RevisionNotFound", "Invalid rev id")
    return release


def file_at(release: Release, path: str) -> ReleaseFile:
    file = release.files.filter(path=path).first() if "\0" not in path else None
    if file is None:
        raise entry_not_found()
    return file


def entry_not_found() -> Problem:
    return _not_found("EntryNotFound", "Entry not found")


def refused(status: int, key_sent: bool) -> dict[str, str]:
    """The headers by which clients tell a repository they may not see from a key that is not valid."""
    if status == 401 and key_sent:
        return {"X-Error-Message": "Invalid credentials in Authorization header"}
    return {_ERROR_CODE: "RepoNotFound"} if status == 401 else {}


def _not_found(code: str, detail: str) -> Problem:
    return Problem(404, code, detail, headers={_ERROR_CODE: code}, error=detail)
