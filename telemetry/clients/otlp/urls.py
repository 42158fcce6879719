from django.urls import path

from telemetry.clients.otlp.views import LogsView, MetricsView, TracesView

urlpatterns = [
    path("v1/logs", LogsView.as_view(), name="otlp-logs"),
    path("v1/traces", TracesView.as_view(), name="otlp-traces"),
    path("v1/metrics", MetricsView.as_view(), name="otlp-metrics"),
]
