"""Finding the release a name means: a version, a channel, or a commit of the Hub protocol."""

import re

from exports.models import Dataset, Release
from flywheel.projects.models import Project

LATEST = "latest"
_VERSION = re.compile(r"v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})")
_SHA = re.compile(r"[0-9a-f]{40}")


def find_dataset(project: Project, name: str) -> Dataset | None:
    if "\0" in name:
        return None
    return Dataset.objects.filter(project=project, name=name).select_related("project").first()


def find_release(dataset: Dataset, name: str) -> Release | None:
    """The release of a version (`1.4.0`, `v1.4.0`), a channel, `main` (the latest) or a 40-digit sha."""
    releases = Release.objects.filter(dataset=dataset)
    if match := _VERSION.fullmatch(name):
        major, minor, patch = map(int, match.groups())
        return (
            releases.filter(major=major, minor=minor, patch=patch).first() if max(major, minor, patch) < 2**31 else None
        )
    if _SHA.fullmatch(name):
        return releases.filter(sha=name).first()
    if "\0" in name:
        return None
    return releases.filter(channel__name=LATEST if name == "main" else name).first()
