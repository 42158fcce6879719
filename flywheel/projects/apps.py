from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "flywheel.projects"
    label = "projects"
