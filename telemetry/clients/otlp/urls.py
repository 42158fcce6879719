from django.urls import path

from telemetry.clients.otlp.views import LogsView, UnreadView

urlpatterns = [
    path("v1/logs", LogsView.as_view(), name="otlp-logs"),
    path("v1/traces", UnreadView.as_view(), name="otlp-traces"),
    path("v1/metrics", UnreadView.as_view(), name="otlp-metrics"),
]
