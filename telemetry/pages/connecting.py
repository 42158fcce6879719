"""The Connect page: for each client what to paste, with a key made for it, and a light that says what arrives."""

from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from flywheel.projects import keys
from flywheel.projects.access import allows, project_page
from flywheel.projects.models import Membership, Project, Role, Scope
from flywheel.projects.requests import MemberRequest
from telemetry.clients.outage import buffer
from telemetry.pages import queries, seen
from telemetry.pages.guides import GUIDES, Guide, guide_of
from telemetry.pages.key_form import ClientKeyForm
from telemetry.pages.seen import Seen

PLACEHOLDER = "fw_…"


class Light(NamedTuple):
    """A client's state in one word and in a few: `never`, `good` or `attention`."""

    guide: Guide
    state: str
    text: str


@require_http_methods(["GET", "POST"])
@project_page()
def connect(request: MemberRequest) -> HttpResponse:
    """A POST makes a key. It is in this answer alone, hence no redirect."""
    guide = guide_of(request.GET.get("client", ""))
    form = ClientKeyForm(request.POST if request.method == "POST" else None)
    made = _make(request, guide, form) if request.method == "POST" else None
    project = request.membership.project
    key = made.token if made else PLACEHOLDER
    context = {
        "guide": guide,
        "text": guide.filled(settings.FLYWHEEL_PUBLIC_URL, key),
        "made": made,
        "form": form,
        "owners": _owners(project),
        "has_upstream": project.upstreams.filter(weight__gt=0).exists(),
        "batch": queries.last_batch(project.pk),
        **_status(project.pk, guide, timezone.now()),
    }
    return render(request, "telemetry/connect.html", context)


@require_GET
@project_page()
def lights(request: MemberRequest) -> HttpResponse:
    """The fragment that is asked for every few seconds: all lights, and the numbers of the client that is open."""
    guide = guide_of(request.GET.get("client", ""))
    context = {"guide": guide, **_status(request.membership.project_id, guide, timezone.now()), "is_fragment": True}
    return render(request, "telemetry/connect_lights.html", context)


@require_GET
@project_page()
def sender_file(request: MemberRequest) -> HttpResponseBase:
    """Flywheel's own sender, to be copied into a plugin."""
    file = (settings.BASE_DIR / "flywheel" / "sender.py").open("rb")
    return FileResponse(file, as_attachment=True, filename="flywheel_sender.py", content_type="text/x-python")


def _make(request: MemberRequest, guide: Guide, form: ClientKeyForm) -> keys.MadeKey | None:
    if not allows(request.membership, Role.OWNER):
        raise PermissionDenied
    if not form.is_valid():
        return None
    developer = form.cleaned_data["developer_id"]
    project = request.membership.project
    return keys.make(project, [Scope.EVENTS_WRITE], name=guide.title, developer_id=developer)


def _owners(project: Project) -> list[str]:
    owners = Membership.objects.filter(project=project, role=Role.OWNER).order_by("user__username")
    return list(owners.values_list("user__username", flat=True)[:5])


def _status(project_id: int, guide: Guide, now: datetime) -> dict[str, Any]:
    found = [*seen.foreign(project_id, now), *seen.native(project_id, now)]
    feeds = [one for one in found if guide.owns(one)]
    dropped = seen.dropped(project_id, now)
    lights = [_light(each, [one for one in found if each.owns(one)], now) for each in GUIDES]
    return {
        "lights": [_with_losses(light, dropped) for light in lights],
        "feeds": [(one, seen.since(one.event_at or one.last_at, now)) for one in feeds],
        "unmapped": seen.unmapped(project_id, [one for one in feeds if one.source != seen.NATIVE], now),
        "dropped": dropped if guide.slug == seen.NATIVE else [],
        "waiting_on_disk": len(buffer.waiting()),
    }


def _with_losses(light: Light, dropped: list[tuple[str, int]]) -> Light:
    """Only native senders say what they lost."""
    lost = sum(count for _, count in dropped)
    if light.guide.slug != seen.NATIVE or light.state != "good" or not lost:
        return light
    return light._replace(state="attention", text=f"{lost} lost before sending")


def _light(guide: Guide, feeds: list[Seen], now: datetime) -> Light:
    """Of a client with several feeds the one that needs a look says what is shown."""
    if not feeds:
        return Light(guide, "never", "never seen")
    troubled = [one for one in feeds if one.needs_attention]
    latest = max(troubled or feeds, key=lambda one: one.last_at)
    ago = seen.since(latest.last_at, now)
    if not troubled:
        return Light(guide, "good", f"last event {ago}")
    return Light(
        guide, "attention", f"{latest.rejected} in quarantine" if latest.rejected else f"not understood, {ago}"
    )
