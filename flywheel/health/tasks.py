"""Heartbeat of the workers, for /readyz."""

from celery import shared_task
from django.utils import timezone

from flywheel.health.models import Heartbeat

WORKER = "worker"


@shared_task(name="flywheel.health.heartbeat")
def heartbeat() -> None:
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"beat_at": timezone.now()})
