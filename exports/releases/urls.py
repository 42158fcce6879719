from django.urls import include, path

from exports.releases import pages

datasets = [
    path("datasets/", pages.datasets, name="datasets"),
    path("datasets/<str:name>/", pages.dataset, name="dataset"),
    path("datasets/<str:name>/build/", pages.build_release, name="build_release"),
    path("datasets/<str:name>/releases/<str:version>/", pages.release_page, name="release_page"),
    path("datasets/<str:name>/releases/<str:version>/files/<path:path>", pages.release_file, name="release_file"),
    path("builds/<uuid:build_id>/", pages.build_progress, name="build_progress"),
]

urlpatterns = [path("p/<slug:project>/", include(datasets))]
