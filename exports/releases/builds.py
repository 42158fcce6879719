"""Builds as work items: asking for one, claiming it under a lease, ending it."""

import logging
from datetime import timedelta
from uuid import UUID

from celery import current_app
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from exports.models import Build, Dataset
from exports.releases.versions import BUMPS

LEASE = timedelta(minutes=2)
MAX_ATTEMPTS = 3
log = logging.getLogger(__name__)


class BuildError(Exception):
    """A build cannot end in a release. The message is for people."""


class NotClaimedError(Exception):
    """The build is finished, or someone else is at it."""


class LeaseLostError(Exception):
    """Another worker took the build over; this one must stop without publishing."""


def request_build(dataset: Dataset, bump: str = "auto", notes: str = "", *, announce: bool = True) -> Build:
    """Writes the work item and announces it. Raises ValueError on a bump that does not exist."""
    if bump not in BUMPS:
        raise ValueError(f"bump must be one of {', '.join(BUMPS)}")
    build = Build.objects.create(dataset=dataset, bump=bump, notes=notes)
    if announce:
        transaction.on_commit(lambda: _announce(build))
    return build


def claim(build_id: UUID | str) -> Build:
    """Takes a build that waits, or whose worker died, for the next attempt. Raises NotClaimedError."""
    with transaction.atomic():
        _wait_for_other_claims(build_id)
        build = claimable().filter(pk=build_id).select_for_update(skip_locked=True, of=("self",)).first()
        if build is not None and build.attempts >= MAX_ATTEMPTS:
            fail(
                build,
                f"The build was interrupted {MAX_ATTEMPTS} times; {build.error or 'its worker was killed.'}",
            )
            build = None
        if build is not None:
            _start_attempt(build)
    if build is None:
        raise NotClaimedError
    return build


def _wait_for_other_claims(build_id: UUID | str) -> None:
    """Claims of one dataset's builds follow each other: the next statement sees what the one before did."""
    Dataset.objects.select_for_update(of=("self",), no_key=True).filter(builds__pk=build_id).first()


def _start_attempt(build: Build) -> None:
    build.state, build.attempts, build.progress = Build.State.RUNNING, build.attempts + 1, 0.0
    build.lease_until = timezone.now() + LEASE
    build.save(update_fields=["state", "attempts", "progress", "lease_until"])


def claimable() -> QuerySet[Build]:
    """Open builds nobody is at, oldest first; one at a time for a dataset, so versions follow each other."""
    now = timezone.now()
    free = Q(state=Build.State.QUEUED) | Q(state=Build.State.RUNNING, lease_until__lt=now)
    busy = Build.objects.filter(dataset=OuterRef("dataset"), state=Build.State.RUNNING, lease_until__gte=now)
    builds = Build.objects.filter(free).exclude(Exists(busy.exclude(pk=OuterRef("pk"))))
    return builds.select_related("dataset__project").order_by("created_at")


def report(build: Build, progress: float, rows: int) -> None:
    """Shows how far the build is and keeps it. Raises LeaseLostError where another worker has taken it."""
    fields = {"progress": progress, "row_count": rows, "lease_until": timezone.now() + LEASE}
    if not held(build).update(**fields):
        raise LeaseLostError
    build.progress, build.row_count = progress, rows


def held(build: Build) -> QuerySet[Build]:
    """The build's row, as long as this attempt is the one that holds it."""
    return Build.objects.filter(pk=build.pk, state=Build.State.RUNNING, attempts=build.attempts)


def fail(build: Build, error: str) -> None:
    Build.objects.filter(pk=build.pk, attempts=build.attempts).update(
        state=Build.State.FAILED, error=error, lease_until=None, finished_at=timezone.now()
    )


def give_back(build: Build, error: str) -> None:
    """Puts a build that stumbled back into the queue, or fails it after its last attempt."""
    if build.attempts >= MAX_ATTEMPTS:
        fail(build, error)
        return
    held(build).update(state=Build.State.QUEUED, error=error, lease_until=None)


def _announce(build: Build) -> None:
    """A nudge; the periodic sweep finds the build without it."""
    try:
        current_app.send_task("exports.build", [str(build.pk)])
    except Exception as error:  # brokers raise what they like; the row is what counts
        log.warning("The build %s could not be announced: %s", build.pk, type(error).__name__)
