"""The versions of a project's calibration: keeping a fit, making one active, going back."""

from typing import Any, NamedTuple

import msgspec
from django.db import transaction
from django.db.models import Max
from msgspec.structs import replace

from exports.models import Calibration as Row
from exports.preferences.calibration import Calibration, encode
from exports.preferences.outdated import mark_groups
from flywheel.projects.models import Project


class NoVersionError(LookupError):
    """The project has no calibration of this version."""


class Fitted(NamedTuple):
    """`report` is JSON's kinds: what was learnt from, and how well the shipped and the fitted model do on it."""

    calibration: Calibration
    report: dict[str, Any]


def save(project: Project, fitted: Fitted) -> Row:
    """The next version, not active yet."""
    with transaction.atomic():
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)  # versions follow each other
        version = next_version(project)
        document = encode(replace(fitted.calibration, version=str(version))).decode()
        report = msgspec.json.encode(fitted.report, order="sorted").decode()
        return Row.objects.create(project=project, version=version, document=document, report=report)


def next_version(project: Project) -> int:
    last = Row.objects.filter(project=project).aggregate(last=Max("version"))["last"]
    return (last or 0) + 1


def activate(project: Project, version: int | None) -> int:
    """Makes a version active, None: the shipped calibration. Queues every group and says how many that were.

    Raises NoVersionError.
    """
    with transaction.atomic():
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        mine = Row.objects.filter(project=project)
        chosen = mine.filter(version=version).first() if version is not None else None
        if chosen is None and version is not None:
            raise NoVersionError(f"There is no calibration {version} in {project}.")
        mine.filter(active=True).update(active=False)
        if chosen is not None:
            mine.filter(pk=chosen.pk).update(active=True)
        return mark_groups(project.pk)
