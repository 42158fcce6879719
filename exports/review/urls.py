from django.urls import path

from exports.review import calibration, code_style, pages, verdicts

urlpatterns = [
    path("code-style.css", code_style.code_style, name="code_style"),
    path("p/<slug:project>/records/", pages.records, name="records"),
    path("p/<slug:project>/calibration/", calibration.calibration, name="calibration"),
    path("p/<slug:project>/calibration/use/", calibration.use, name="use_calibration"),
    path("p/<slug:project>/statistics/", pages.statistics_page, name="statistics"),
    path("p/<slug:project>/records/<slug:record_id>/", pages.record, name="record"),
    path("p/<slug:project>/records/<slug:record_id>/verdict/", verdicts.verdict, name="verdict"),
]
