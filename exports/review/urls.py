from django.urls import path

from exports.review import calibration, code_style, findings, pages, verdicts

urlpatterns = [
    path("p/<slug:project>/findings/", findings.findings, name="findings"),
    path("p/<slug:project>/findings/<int:pk>/", findings.finding, name="finding"),
    path("p/<slug:project>/findings/<int:pk>/decide/", findings.decide, name="decide_finding"),
    path(
        "p/<slug:project>/findings/<int:pk>/records/<slug:record_id>/clear/",
        findings.clear_record,
        name="clear_held_record",
    ),
    path("code-style.css", code_style.code_style, name="code_style"),
    path("p/<slug:project>/records/", pages.records, name="records"),
    path("p/<slug:project>/calibration/", calibration.calibration, name="calibration"),
    path("p/<slug:project>/calibration/use/", calibration.use, name="use_calibration"),
    path("p/<slug:project>/statistics/", pages.statistics_page, name="statistics"),
    path("p/<slug:project>/records/<slug:record_id>/", pages.record, name="record"),
    path("p/<slug:project>/records/<slug:record_id>/verdict/", verdicts.verdict, name="verdict"),
]
