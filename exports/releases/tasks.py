"""Celery's entry to building releases. A message is only a nudge: the build's row is the work."""

from celery import shared_task

from exports.releases.run import NotClaimedError, run_build


@shared_task(name="exports.build")
def build_release(build_id: str) -> None:
    try:
        run_build(build_id)
    except NotClaimedError:
        return
