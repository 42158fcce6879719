"""The servers the recording gateway asks on a project's behalf: owners list, add, change, try and remove them."""

from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from flywheel.projects.access import project_page
from flywheel.projects.models import Project, Role
from flywheel.projects.requests import MemberRequest
from telemetry.clients.gateway import guard
from telemetry.clients.gateway.complete import complete
from telemetry.clients.gateway.contracts import Answer, Ask, UpstreamFailed
from telemetry.clients.gateway.known import readable_key, ready
from telemetry.models import Upstream
from telemetry.pages.upstream_form import UpstreamForm

_TRIAL = Ask(prefix="def add(a, b):\n    return ", suffix="\n", language="python", max_tokens=16, temperature=0.0)
ADVICE = {
    "upstream_unreachable": "Check the address, that the server runs, and that this machine can reach it.",
    "upstream_timeout": "Give it more seconds to wait, or see what keeps the server busy.",
    "upstream_refused": "Check the key, the model’s name and the path: the address goes without /v1.",
    "upstream_error": "Check that it speaks the protocol chosen, and look into the server’s own log.",
    "upstream_forbidden": "Use https to a public address, or allow private networks if the server is your own.",
    "upstream_busy": "Try again in a moment.",
}
_KEY_LOST = "The stored key cannot be decrypted, so it gets no traffic: SECRET_KEY has changed. Enter the key again."


class Row(NamedTuple):
    """`share` is in per cent of the traffic; `trouble` says why there is none although it has a weight."""

    upstream: Upstream
    share: float
    key_is_set: bool
    trouble: str


class Trial(NamedTuple):
    answer: Answer | None = None
    failure: UpstreamFailed | None = None
    advice: str = ""

    @property
    def text(self) -> str:
        return self.answer.choices[0].text if self.answer and self.answer.choices else ""


@require_http_methods(["GET", "POST"])
@project_page(Role.OWNER)
def upstreams(request: MemberRequest) -> HttpResponse:
    project = request.membership.project
    form = UpstreamForm(request.POST or None, instance=Upstream(project=project))
    if request.method == "POST" and form.is_valid():
        name = form.save().name
        messages.success(request, f"The upstream {name} is added. Try it, so that you see it answer.")
        return redirect("upstreams", project.slug)
    return render(request, "telemetry/upstreams.html", {"form": form, "rows": _rows(project)}, status=_status(form))


@require_http_methods(["GET", "POST"])
@project_page(Role.OWNER)
def upstream(request: MemberRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    form = UpstreamForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        messages.success(request, f"The upstream {form.save().name} is changed.")
        return redirect("upstreams", request.membership.project.slug)
    context = {"form": form, "pk": pk, "name": Upstream.objects.values_list("name", flat=True).get(pk=pk)}
    return render(request, "telemetry/upstream.html", context, status=_status(form))


@require_POST
@project_page(Role.OWNER)
def delete_upstream(request: MemberRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    row.delete()
    messages.success(request, f"The upstream {row.name} is removed. What it answered stays recorded.")
    return redirect("upstreams", request.membership.project.slug)


@require_POST
@project_page(Role.OWNER)
def try_upstream(request: MemberRequest, pk: int) -> HttpResponse:
    """A real completion of one line. The fragment with its result, or a page around it without JavaScript."""
    row = _find(request, pk)
    context = {"trial": _try(row), "row": row}
    template = "telemetry/upstream_trial.html" if request.headers.get("HX-Request") else "telemetry/upstream_tried.html"
    return render(request, template, context)


def _find(request: MemberRequest, pk: int) -> Upstream:
    return get_object_or_404(Upstream, project=request.membership.project, pk=pk)


def _status(form: UpstreamForm) -> int:
    return 422 if form.is_bound else 200


def _rows(project: Project) -> list[Row]:
    found = [(row, _trouble(row)) for row in Upstream.objects.filter(project=project).order_by("name")]
    # As the gateway does: an unreadable key takes an upstream out of the draw, a refused address is seen on asking.
    total = sum(row.weight for row, trouble in found if trouble != _KEY_LOST)
    return [
        Row(
            row,
            0.0 if trouble == _KEY_LOST or not total else 100 * row.weight / total,
            bool(row.encrypted_key),
            trouble,
        )
        for row, trouble in found
    ]


def _trouble(row: Upstream) -> str:
    if readable_key(bytes(row.encrypted_key)) is None:
        return _KEY_LOST
    try:
        guard.check_url(row.url, allow_internal=row.allow_internal)
    except UpstreamFailed as failure:
        return failure.detail
    return ""


def _try(row: Upstream) -> Trial:
    asked = ready(row)
    if asked is None:
        return Trial(failure=UpstreamFailed("upstream_refused", _KEY_LOST))
    try:
        return Trial(answer=complete(asked, _TRIAL))
    except UpstreamFailed as failure:
        return Trial(failure=failure, advice=ADVICE[failure.code])
