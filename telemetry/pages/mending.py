"""What a curator does with a quarantined event: replay it, mended or as it was, or discard it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from flywheel.projects.access import project_page
from flywheel.projects.models import Project, Role
from flywheel.projects.requests import MemberRequest
from telemetry.contracts import interaction_uid
from telemetry.ingest import replay as replaying
from telemetry.ingest.receipts import Receipt
from telemetry.models import QuarantinedEvent
from telemetry.pages.events import decode
from telemetry.pages.queries import event_rows


@require_POST
@project_page(Role.CURATOR)
def replay(request: MemberRequest, pk: int) -> HttpResponse:
    """Sends the editor's text down the native path; what is still rejected stays there with its reason."""
    slug = request.membership.project.slug
    row = get_object_or_404(QuarantinedEvent, project=request.membership.project, pk=pk)
    payload = request.POST.get("payload", "")
    result = replaying.replay(row, payload)
    if not result.replayed:
        row.refresh_from_db()
        context = {"row": row, "payload": payload, "refusal": result.reason}
        return render(request, "telemetry/quarantined.html", context, status=422)
    messages.success(request, _outcome(result.receipt))
    return redirect(_where_it_went(request.membership.project, payload) or reverse("quarantined", args=(slug, pk)))


@require_POST
@project_page(Role.CURATOR)
def discard(request: MemberRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(QuarantinedEvent, project=request.membership.project, pk=pk)
    if replaying.discard(row):
        messages.success(request, "The event is discarded. It stays listed under “discarded”.")
    else:
        messages.info(request, "Someone settled this event before.")
    return redirect("quarantine", request.membership.project.slug)


def _outcome(receipt: Receipt | None) -> str:
    if receipt is not None and receipt.duplicates:
        return "Replayed: an event with this id was stored before, so nothing changed."
    return "Replayed: the event is stored and takes its place in its interaction, as if it had come so at first."


def _where_it_went(project: Project, payload: str) -> str | None:
    """The address of the event within its interaction; None where consent kept it from being stored."""
    event = decode(payload)
    uid, event_id = interaction_uid(str(event.get("interaction_id", ""))), str(event.get("event_id", "")).lower()
    stored = {str(row[0]) for row in event_rows(project.pk, uid)}
    return f"{reverse('interaction', args=(project.slug, uid))}#{event_id}" if event_id in stored else None
