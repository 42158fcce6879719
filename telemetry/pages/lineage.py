"""Interactions: the list, and one with every event, what cleaning did, and the evidence behind a record."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from flywheel.projects.access import project_page
from flywheel.projects.requests import MemberRequest
from telemetry.models import CleanInteractionRow, InteractionRow
from telemetry.pages import queries
from telemetry.pages.events import lines
from telemetry.pages.paging import before, without_nul

PAGE = 50
MOST_EVIDENCE = 200


@require_GET
@project_page()
def interactions(request: MemberRequest) -> HttpResponse:
    project_id = request.membership.project_id
    state, reason = without_nul(request.GET.get("state", "")), without_nul(request.GET.get("reason", ""))
    found = queries.interactions(project_id, state=state, reason=reason, before=before(request.GET))
    rows = list(found[: PAGE + 1])
    states = queries.cleaned_states(project_id, [row.uid for row in rows])
    context = {
        "rows": [(row, states.get(row.uid)) for row in rows[:PAGE]],
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "state": state,
        "reason": reason,
        "states": CleanInteractionRow.State.values,
        "reasons": queries.recent_reasons(project_id),
    }
    return render(request, "telemetry/interactions.html", context)


@require_GET
@project_page()
def interaction(request: MemberRequest, uid: UUID) -> HttpResponse:
    project_id = request.membership.project_id
    row = InteractionRow.objects.filter(project_id=project_id, uid=uid).defer("document").first()
    timeline = lines(queries.event_rows(project_id, uid))
    if row is None and not timeline:
        raise Http404
    clean = queries.cleaned_states(project_id, [uid]).get(uid)
    context = {
        "uid": uid,
        "row": row,
        "clean": clean,
        "merged_into": queries.merged_into(project_id, uid),
        "timeline": timeline,
        "complete": len(timeline) < queries.MOST_EVENTS,
    }
    return render(request, "telemetry/interaction.html", context)


@require_GET
@project_page()
def evidence(request: MemberRequest, uid: UUID) -> HttpResponse:
    """The fragment under a record: those events of the interaction that the query names in `event`."""
    wanted = set(request.GET.getlist("event")[:MOST_EVIDENCE])
    timeline = lines(queries.event_rows(request.membership.project_id, uid))
    chosen = [line for line in timeline if str(line.event_id) in wanted]
    return render(request, "telemetry/evidence.html", {"uid": uid, "timeline": chosen})
