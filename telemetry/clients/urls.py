"""The addresses of foreign clients. Each keeps the paths its client expects."""

from django.urls import URLPattern, URLResolver, path

from telemetry.clients.continue_dev.views import ContinueView

urlpatterns: list[URLPattern | URLResolver] = [
    path("continue", ContinueView.as_view()),
]
