"""Publishing: the next version, its files and the moved channel, all or nothing. Bytes are stored before."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from exports.models import Build, Channel, Dataset, Release, ReleaseFile
from exports.releases import builds, manifest, versions
from exports.releases.find import LATEST
from exports.releases.versions import Version


class OvertakenError(Exception):
    """Another release of the dataset was published meanwhile; compare with that one instead."""


def newest(dataset: Dataset) -> Release | None:
    return Release.objects.filter(dataset=dataset).first()


def publish(
    build: Build, previous: Release | None, bump: str, facts: Mapping[str, Any], manifest_sha256: str
) -> Release:
    """The release, visible at once with all its files. OvertakenError, LeaseLostError: nothing happened."""
    with transaction.atomic():
        dataset = Dataset.objects.select_for_update().get(pk=build.dataset_id)
        if newest(dataset) != previous:
            raise OvertakenError
        release = _create(build, previous, bump, facts)
        ReleaseFile.objects.bulk_create(_files(release, facts, manifest_sha256))
        moved = {"release": release, "moved_at": timezone.now()}
        Channel.objects.update_or_create(dataset=dataset, name=LATEST, defaults=moved)
        finish(build, release)
    return release


def finish(build: Build, release: Release) -> None:
    """Ends the build with a release, new or already there. Raises LeaseLostError."""
    done = {"state": Build.State.DONE, "progress": 1.0, "row_count": release.row_count, "release": release}
    if not builds.held(build).update(**done, error="", lease_until=None, finished_at=timezone.now()):
        raise builds.LeaseLostError


def _create(build: Build, previous: Release | None, bump: str, facts: Mapping[str, Any]) -> Release:
    version = Version(previous.major, previous.minor, previous.patch).bumped(bump) if previous else versions.FIRST
    return Release.objects.create(
        dataset_id=build.dataset_id,
        **version._asdict(),
        sha=facts["content_digest"][:40],
        recipe=facts["recipe"],
        recipe_fingerprint=facts["recipe_fingerprint"],
        manifest=facts,
        notes=build.notes,
        row_count=facts["rows"],
        byte_count=sum(entry["bytes"] for entry in facts["files"]),
    )


def _files(release: Release, facts: Mapping[str, Any], manifest_sha256: str) -> list[ReleaseFile]:
    listed = [
        ReleaseFile(
            release=release,
            path=entry["path"],
            sha256=entry["sha256"],
            byte_count=entry["bytes"],
            row_count=entry["rows"],
        )
        for entry in facts["files"]
    ]
    size = len(manifest.encode(dict(facts)))
    return [
        *listed,
        ReleaseFile(release=release, path=manifest.NAME, sha256=manifest_sha256, byte_count=size),
    ]
