"""Re-hashing a release: every byte of every file against what was published."""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from exports.models import Release, ReleaseFile
from exports.releases import manifest
from exports.releases.storage import Storage, StorageError


class Checked(NamedTuple):
    path: str
    error: str  # empty where the file is as published


def verify(release: Release, storage: Storage) -> Iterator[Checked]:
    """Checks each file in turn: its bytes, and that the manifest tells of it what the database tells."""
    listed = {entry["path"]: entry["sha256"] for entry in release.manifest["files"]}
    for file in release.files.all():
        yield Checked(file.path, _error(file, listed, release, storage))
        listed.pop(file.path, None)
    for path in listed:
        yield Checked(path, "is in the manifest but was not published")


def _error(file: ReleaseFile, listed: dict[str, str], release: Release, storage: Storage) -> str:
    if file.withdrawn_at is not None:
        return ""  # its bytes are gone on purpose
    if file.path == manifest.NAME:
        expected = hashlib.sha256(manifest.encode(release.manifest)).hexdigest()
        if expected != file.sha256:
            return "differs from the manifest in the database"
    elif listed.get(file.path) != file.sha256:
        return "is not the file the manifest names"
    return _hash_error(file, storage)


def _hash_error(file: ReleaseFile, storage: Storage) -> str:
    found = hashlib.sha256()
    try:
        for chunk in storage.chunks(file.sha256):
            found.update(chunk)
    except (StorageError, OSError) as error:
        return str(error)
    return "" if found.hexdigest() == file.sha256 else f"has SHA-256 {found.hexdigest()}, published was {file.sha256}"
