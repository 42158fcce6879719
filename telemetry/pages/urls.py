from django.urls import include, path

from telemetry.pages import activity, connecting, held, lineage, mending, quarantine, upstreams

pages = [
    path("activity/", activity.activity, name="activity"),
    path("connect/", connecting.connect, name="connect"),
    path("connect/lights/", connecting.lights, name="connect_lights"),
    path("connect/flywheel_sender.py", connecting.sender_file, name="sender_file"),
    path("connect/first-event/", activity.first_event, name="first_event"),
    path("held/", held.held, name="held"),
    path("held/all/", held.decide_all, name="decide_all_held"),
    path("held/<uuid:uid>/", held.held_interaction, name="held_interaction"),
    path("held/<uuid:uid>/decide/", held.decide, name="decide_held"),
    path("interactions/", lineage.interactions, name="interactions"),
    path("interactions/<uuid:uid>/", lineage.interaction, name="interaction"),
    path("interactions/<uuid:uid>/evidence/", lineage.evidence, name="evidence"),
    path("quarantine/", quarantine.quarantine, name="quarantine"),
    path("quarantine/<int:pk>/", quarantine.quarantined, name="quarantined"),
    path("quarantine/<int:pk>/replay/", mending.replay, name="replay"),
    path("quarantine/<int:pk>/discard/", mending.discard, name="discard"),
    path("upstreams/", upstreams.upstreams, name="upstreams"),
    path("upstreams/<int:pk>/", upstreams.upstream, name="upstream"),
    path("upstreams/<int:pk>/delete/", upstreams.delete_upstream, name="delete_upstream"),
    path("upstreams/<int:pk>/try/", upstreams.try_upstream, name="try_upstream"),
]

urlpatterns = [path("p/<slug:project>/", include(pages))]
