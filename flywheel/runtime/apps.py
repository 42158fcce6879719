from django.apps import AppConfig


class RuntimeConfig(AppConfig):
    name = "flywheel.runtime"
    label = "runtime"

    def ready(self) -> None:
        from flywheel import celery  # noqa: F401 - whoever announces work needs our Celery app to be the current one
