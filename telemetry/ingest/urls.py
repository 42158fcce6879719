from django.urls import URLPattern, path

from telemetry.ingest import views

urlpatterns: list[URLPattern] = [
    path("api/v1/events", views.EventsView.as_view(), name="events"),
]
