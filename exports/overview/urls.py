from django.urls import path

from exports.overview import pages
from exports.overview.api import FunnelView

urlpatterns = [
    path("api/v1/funnel", FunnelView.as_view(), name="funnel"),
    path("p/<slug:project>/", pages.overview, name="overview"),
    path("p/<slug:project>/funnel/", pages.funnel_figure, name="funnel_figure"),
]
