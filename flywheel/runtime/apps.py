from importlib import import_module

from django.apps import AppConfig


class RuntimeConfig(AppConfig):
    name = "flywheel.runtime"
    label = "runtime"

    def ready(self) -> None:
        # Whoever announces work needs our Celery app to be the current one. By name, since it lies above.
        import_module("flywheel.celery")
