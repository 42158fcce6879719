"""Copilot Arena's addresses. People end the server's address in a slash or do not, hence also with two of them."""

from collections.abc import Callable
from typing import Any, Final

from django.urls import URLPattern, re_path

from telemetry.clients.copilot_arena import views

_CALLS: Final[dict[str, Callable[..., Any]]] = {
    "create_pair": views.CreatePairView.as_view(),
    "create_edit_pair": views.CreateEditPairView.as_view(),
    "add_completion": views.ShownView.as_view(),
    "add_completion_outcome": views.OutcomeView.as_view(),
    "add_single_outcome": views.SingleOutcomeView.as_view(),
    "add_edit_outcome": views.EditOutcomeView.as_view(),
    "user_scores": views.ScoresView.as_view(),
    "user_vote_count": views.VoteCountView.as_view(),
    "users": views.AccountsView.as_view(),
    "users/authenticate": views.AccountsView.as_view(),
    "list_models": views.ModelsView.as_view(),
    "metrics": views.MetricsView.as_view(),
}
urlpatterns: list[URLPattern] = [
    re_path(rf"^copilot-arena/(?P<key>[^/]+)/+{call}\Z", view) for call, view in _CALLS.items()
]
