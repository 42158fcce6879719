"""Heartbeat of the workers, for /readyz."""

from celery import shared_task


@shared_task(name="flywheel.health.heartbeat")
def heartbeat() -> None:
    """Filled in by flywheel.health."""
