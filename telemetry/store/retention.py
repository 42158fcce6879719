"""Retention: partitions made ahead of time, old ones dropped, minutes of rate limits forgotten."""

from datetime import datetime, timedelta

from django.conf import settings

from telemetry.models import KeyUsage
from telemetry.store import partitions

_USAGE_KEPT = timedelta(hours=1)


def maintain(now: datetime) -> list[str]:
    """What the hourly task does. Returns the names of the partitions dropped (none with FLYWHEEL_RETENTION_DAYS=0)."""
    partitions.ensure(now)
    KeyUsage.objects.filter(minute__lt=now - _USAGE_KEPT).delete()
    days: int = settings.FLYWHEEL_RETENTION_DAYS
    return partitions.drop_before(now - timedelta(days=days)) if days else []
