"""Tabby's addresses. Clients join them to an endpoint that may end in a slash, hence also with two of them."""

from django.urls import re_path

from telemetry.clients.tabby.views import CompletionsView, EventsView, HealthView, ServerSettingView

urlpatterns = [
    re_path(r"^(?:/*)v1/+health/?$", HealthView.as_view()),
    re_path(r"^(?:/*)v1beta/+server_setting/?$", ServerSettingView.as_view()),
    re_path(r"^(?:/*)v1/+completions/?$", CompletionsView.as_view()),
    re_path(r"^(?:/*)v1/+events/?$", EventsView.as_view()),
]
