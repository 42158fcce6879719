"""The addresses of foreign clients. Each keeps the paths its client expects."""

from django.urls import URLPattern, URLResolver, include, path

from telemetry.clients.claude_code_hooks.views import HooksView
from telemetry.clients.continue_dev.views import ContinueView

urlpatterns: list[URLPattern | URLResolver] = [
    path("otlp/", include("telemetry.clients.otlp.urls")),
    path("tabby/", include("telemetry.clients.tabby.urls")),
    path("claude-code/hooks", HooksView.as_view()),
    path("", include("telemetry.clients.copilot_arena.urls")),
    path("continue", ContinueView.as_view()),
]
