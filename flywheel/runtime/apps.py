from django.apps import AppConfig


class RuntimeConfig(AppConfig):
    name = "flywheel.runtime"
    label = "runtime"
