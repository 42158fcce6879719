"""URL wiring. Packages are named by dotted string, so the ground floor imports none of them."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

urlpatterns = [
    path("", include("flywheel.health.urls")),
    path("", include("flywheel.projects.urls")),
    path("", include("telemetry.urls")),
    path("", include("exports.urls")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("admin/", admin.site.urls),
]
