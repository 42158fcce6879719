"""URL wiring. Packages are named by dotted string, so the ground floor imports none of them."""

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib import admin
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from flywheel.api_errors import not_found

# The documentation's own program styles its icons inline; every other page keeps the strict policy.
docs = csp_update({"style-src": [UNSAFE_INLINE]})(SpectacularSwaggerSplitView.as_view(url_name="schema"))

urlpatterns = [
    path("", include("flywheel.health.urls")),
    path("", include("flywheel.projects.urls")),
    path("", include("telemetry.urls")),
    path("", include("exports.urls")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/docs/", docs, name="docs"),
    re_path(r"^(?:api|clients)/[\s\S]*$", not_found),
    path("admin/", admin.site.urls),
]
