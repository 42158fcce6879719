"""Quarantine: the list, and one event with its reason and an editor."""

import msgspec
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from flywheel.projects.access import project_page
from flywheel.projects.models import Role
from flywheel.projects.requests import MemberRequest
from telemetry.models import QuarantinedEvent
from telemetry.pages import queries
from telemetry.pages.paging import before, without_nul

PAGE = 50


@require_GET
@project_page()
def quarantine(request: MemberRequest) -> HttpResponse:
    project_id = request.membership.project_id
    state = request.GET.get("state", "")
    state = state if state in QuarantinedEvent.State.values else QuarantinedEvent.State.HELD
    code = without_nul(request.GET.get("code", ""))
    rows = list(queries.quarantined(project_id, state=state, code=code, before=before(request.GET))[: PAGE + 1])
    context = {
        "rows": rows[:PAGE],
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "state": state,
        "states": QuarantinedEvent.State.values,
        "code": code,
        "codes": queries.quarantine_codes(project_id, state),
    }
    return render(request, "telemetry/quarantine.html", context)


@require_GET
@project_page(Role.CURATOR)
def quarantined(request: MemberRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(QuarantinedEvent, project=request.membership.project, pk=pk)
    return render(request, "telemetry/quarantined.html", {"row": row, "payload": readable(row.payload)})


def readable(payload: str) -> str:
    """JSON indented for the editor; anything else as it came."""
    try:
        return msgspec.json.format(payload.encode("utf-8", "surrogatepass"), indent=2).decode("utf-8", "replace")
    except (msgspec.DecodeError, RecursionError):
        return payload
