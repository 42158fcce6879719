"""Live activity of a project, and whether its first event is there."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from flywheel.projects.access import project_page
from flywheel.projects.requests import MemberRequest
from telemetry.pages import queries, sparkline


@require_GET
@project_page()
def activity(request: MemberRequest) -> HttpResponse:
    """The fragment the overview refreshes every few seconds."""
    project_id = request.membership.project_id
    held = queries.held_count(project_id)
    rates = queries.rates(project_id, timezone.now())
    context = {
        "a_second": rates.a_second,
        "bars": sparkline.bars(rates.slices),
        "clients": queries.clients(project_id),
        "held": f"{queries.COUNT_LIMIT}+" if held > queries.COUNT_LIMIT else held,
    }
    return render(request, "telemetry/activity.html", context)


@require_GET
@project_page()
def first_event(request: MemberRequest) -> HttpResponse:
    """The fragment that waits for the first event and stops asking once one is there."""
    batch = queries.last_batch(request.membership.project_id)
    return render(request, "telemetry/first_event.html", {"batch": batch})
