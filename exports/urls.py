from django.urls import include, path

urlpatterns = [
    path("", include("exports.overview.urls")),
    path("", include("exports.review.urls")),
    path("", include("exports.what_if.urls")),
    path("", include("exports.releases.urls")),
    path("", include("exports.api.urls")),
    path("hub/", include("exports.hub.urls")),
]
