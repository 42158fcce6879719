from django.urls import path

from exports.what_if import pages

urlpatterns = [path("p/<slug:project>/what-if/", pages.what_if, name="what_if")]
