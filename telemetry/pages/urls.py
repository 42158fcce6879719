from django.urls import include, path

from telemetry.pages import activity, lineage, mending, quarantine

pages = [
    path("activity/", activity.activity, name="activity"),
    path("connect/", activity.connect, name="connect"),
    path("connect/first-event/", activity.first_event, name="first_event"),
    path("interactions/", lineage.interactions, name="interactions"),
    path("interactions/<uuid:uid>/", lineage.interaction, name="interaction"),
    path("interactions/<uuid:uid>/evidence/", lineage.evidence, name="evidence"),
    path("quarantine/", quarantine.quarantine, name="quarantine"),
    path("quarantine/<int:pk>/", quarantine.quarantined, name="quarantined"),
    path("quarantine/<int:pk>/replay/", mending.replay, name="replay"),
    path("quarantine/<int:pk>/discard/", mending.discard, name="discard"),
]

urlpatterns = [path("p/<slug:project>/", include(pages))]
