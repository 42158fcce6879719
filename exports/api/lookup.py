"""The objects a URL names, within the key's project: whatever belongs to another project is not found."""

from rest_framework.request import Request

from exports.models import Dataset, Release, ReleaseFile
from exports.releases.find import find_dataset, find_release
from flywheel.api_errors import Problem
from flywheel.projects.models import ApiKey


def key_of(request: Request) -> ApiKey:
    assert isinstance(request.auth, ApiKey)  # HasScope lets nothing else through
    return request.auth


def dataset_of(request: Request, name: str) -> Dataset:
    dataset = find_dataset(key_of(request).project, name)
    if dataset is None:
        raise Problem(404, "dataset_not_found", "There is no such dataset.")
    return dataset


def release_of(request: Request, name: str, version: str) -> Release:
    return release_in(dataset_of(request, name), version)


def release_in(dataset: Dataset, version: str) -> Release:
    release = find_release(dataset, version)
    if release is None:
        raise Problem(404, "release_not_found", "There is no such version or channel.")
    return release


def file_in(release: Release, path: str) -> ReleaseFile:
    file = release.files.filter(path=path).first() if "\0" not in path else None
    if file is None:
        raise Problem(404, "file_not_found", "The release has no such file.")
    return file
