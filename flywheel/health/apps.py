from typing import Any

from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "flywheel.health"
    label = "health"

    def ready(self) -> None:
        from celery.signals import worker_ready
        from django.utils.module_loading import autodiscover_modules

        autodiscover_modules("gauges")  # each app lists what /metrics shows of it
        worker_ready.connect(_beat_at_once)


def _beat_at_once(**kwargs: Any) -> None:
    """A worker that has just started announces its first heartbeat; the schedule's is 10 s away."""
    from flywheel.health.tasks import heartbeat

    heartbeat.delay()
