"""What a curator does with a quarantined event: replay it, mended or as it was, or discard it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from flywheel.projects.access import project_page
from flywheel.projects.models import Role
from flywheel.projects.requests import MemberRequest
from telemetry.ingest import replay as replaying
from telemetry.models import QuarantinedEvent


@require_POST
@project_page(Role.CURATOR)
def replay(request: MemberRequest, pk: int) -> HttpResponse:
    """Sends the editor's text down the native path; what is still refused stays there with its reason."""
    row = get_object_or_404(QuarantinedEvent, project=request.membership.project, pk=pk)
    payload = request.POST.get("payload", "")
    result = replaying.replay(row, payload)
    if not result.replayed:
        row.refresh_from_db()
        context = {"row": row, "payload": payload, "refusal": result.reason}
        return render(request, "telemetry/quarantined.html", context, status=422)
    messages.success(request, "The event was accepted and is on its way through the pipeline.")
    return redirect("quarantine", request.membership.project.slug)


@require_POST
@project_page(Role.CURATOR)
def discard(request: MemberRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(QuarantinedEvent, project=request.membership.project, pk=pk)
    if replaying.discard(row):
        messages.success(request, "The event is discarded. It stays listed under “discarded”.")
    else:
        messages.info(request, "Someone settled this event before.")
    return redirect("quarantine", request.membership.project.slug)
