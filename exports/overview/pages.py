"""The overview: the funnel as a picture, why interactions were dropped, the latest releases."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from exports.models import Release
from exports.overview.figure import steps
from exports.overview.funnel import Funnel
from exports.overview.recent import recent_funnel
from flywheel.projects.access import project_page
from flywheel.projects.models import Project
from flywheel.projects.requests import MemberRequest

# Shares of a process's time: the page opens at once with what is known, and its figure refreshes itself.
OPENING, REFRESHING = 1 / 1200, 1 / 20
RELEASES = 5
REASONS = 12


@require_GET
@project_page()
def overview(request: MemberRequest) -> HttpResponse:
    project = request.membership.project
    return render(request, "exports/overview.html", _figures(project, recent_funnel(project, OPENING)))


@require_GET
@project_page()
def funnel_figure(request: MemberRequest) -> HttpResponse:
    """The fragment that refreshes the funnel."""
    project = request.membership.project
    context = {**_figures(project, recent_funnel(project, REFRESHING)), "refreshed": True}
    return render(request, "exports/funnel.html", context)


def _figures(project: Project, counted: Funnel) -> dict[str, object]:
    releases = Release.objects.filter(dataset__project=project).select_related("dataset").defer("manifest")
    return {
        "steps": steps(counted.events, counted.interactions, counted.clean, counted.records, counted.release_rows),
        "events": counted.events,
        "candidates": counted.candidates,
        "acceptance": None if counted.acceptance is None else f"{counted.acceptance:.1%}",
        "reasons": _most_frequent(counted.reasons),
        "left_out": _most_frequent(counted.left_out),
        "releases": releases.order_by("-created_at")[:RELEASES],
    }


def _most_frequent(counted: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:REASONS]
