from django.urls import include, path

urlpatterns = [
    path("", include("telemetry.ingest.urls")),
    path("clients/", include("telemetry.clients.urls")),
    path("", include("telemetry.pages.urls")),
]
