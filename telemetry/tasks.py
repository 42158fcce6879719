"""Celery tasks of the event store."""

from celery import shared_task
from django.utils import timezone

from telemetry.clients.outage.drain import drain
from telemetry.store import retention


@shared_task(name="telemetry.maintain_partitions")
def maintain_partitions() -> None:
    """Makes the coming weeks' partitions and drops those whose retention ended."""
    retention.maintain(timezone.now())


@shared_task(name="telemetry.drain_buffer")
def drain_buffer() -> None:
    """Stores what the web servers kept on disk while the database was away, should they have died since."""
    drain()
