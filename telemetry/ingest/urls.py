from django.urls import URLPattern, path

from telemetry.ingest import views

urlpatterns: list[URLPattern] = [
    path("api/v1/events", views.EventsView.as_view(), name="events"),
    path("api/v1/events/validate", views.ValidateView.as_view(), name="validate_events"),
    path("api/v1/events/schema", views.EventsSchemaView.as_view(), name="events_schema"),
    path("api/v1/batches/<uuid:batch_id>", views.BatchView.as_view(), name="batch"),
    path("api/v1/limits", views.LimitsView.as_view(), name="limits"),
]
