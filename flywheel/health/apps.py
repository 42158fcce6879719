from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "flywheel.health"
    label = "health"
