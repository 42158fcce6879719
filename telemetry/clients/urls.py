"""The addresses of foreign clients. Each keeps the paths its client expects."""

from django.urls import URLPattern, URLResolver, include, path

from telemetry.clients.continue_dev.views import ContinueView

urlpatterns: list[URLPattern | URLResolver] = [
    path("otlp/", include("telemetry.clients.otlp.urls")),
    path("continue", ContinueView.as_view()),
]
