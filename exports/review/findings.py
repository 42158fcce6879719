"""The findings pages: what looks like abuse, the records held back for it, and what a curator says to it."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from exports.abuse import deciding
from exports.abuse.words import sentence, small, title
from exports.models import Finding, Hold, Record, Screened
from exports.review import sides
from exports.review.highlight import block
from flywheel.projects.access import project_page
from flywheel.projects.models import Role
from flywheel.projects.requests import MemberRequest

PAGE = 50
EXAMPLES = 3  # held records shown with their difference
STATES = {"open": "To decide", "confirmed": "Confirmed", "cleared": "Cleared", "gone": "Gone"}


@require_GET
@project_page()
def findings(request: MemberRequest) -> HttpResponse:
    project_id, asked = request.membership.project_id, request.GET.get("state", "")
    state = asked if asked in STATES else Finding.State.OPEN
    rows = Finding.objects.filter(project_id=project_id, state=state)
    counted = rows.annotate(held=Count("holds", filter=Q(holds__active=True))).order_by("-held", "pk")
    context = {
        "rows": [_row(finding) for finding in counted[:PAGE]],
        "more": max(0, rows.count() - PAGE),
        "state": state,
        "states": STATES.items(),
        "screened": Screened.objects.filter(project_id=project_id).first(),
    }
    return render(request, "exports/findings.html", context)


@require_GET
@project_page()
def finding(request: MemberRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Finding, project=request.membership.project, pk=pk)
    holds = found.holds.order_by("-active", "record_id")
    context = {
        **_row(found),
        "holds": holds[:PAGE],
        "held": holds.filter(active=True).count(),
        "more": max(0, holds.count() - PAGE),
        "figures": list(_figures(found.evidence)),
        "bars": _bars(found.evidence),
        "examples": _examples(found, everything="all" in request.GET),
    }
    return render(request, "exports/finding.html", context)


@require_POST
@project_page(Role.CURATOR)
def decide(request: MemberRequest, pk: int) -> HttpResponse:
    """`decision` is `confirm` or `clear`."""
    found = get_object_or_404(Finding, project=request.membership.project, pk=pk)
    by, note = request.user.get_username(), request.POST.get("note", "").replace("\0", "")
    decision = request.POST.get("decision")
    if decision == "confirm" and deciding.confirm(found, by, note):
        messages.success(request, "Confirmed. Its records stay held back, and so do later ones like them.")
    elif decision == "clear" and deciding.clear(found, by, note):
        messages.success(request, "Cleared. The next release may have its records again.")
    else:
        messages.info(request, "Nothing changed: somebody had decided this before.")
    return redirect("finding", request.membership.project.slug, pk)


@require_POST
@project_page(Role.CURATOR)
def clear_record(request: MemberRequest, pk: int, record_id: str) -> HttpResponse:
    found = get_object_or_404(Finding, project=request.membership.project, pk=pk)
    if deciding.clear_record(found, record_id, request.user.get_username()):
        messages.success(request, "This record is no longer held back by this finding.")
    else:
        messages.info(request, "This finding does not hold that record back.")
    return redirect("finding", request.membership.project.slug, pk)


def _row(found: Finding) -> dict[str, Any]:
    return {
        "finding": found,
        "title": title(found.kind),
        "sentence": sentence(found.kind, found.evidence),
        "decided": found.state in (Finding.State.CONFIRMED, Finding.State.CLEARED),
    }


_FIGURES = (
    ("favoured", "Chosen by them"),
    ("met", "Met by them"),
    ("others_favoured", "Chosen by the others"),
    ("others_met", "Met by the others"),
    ("others_people", "Other people who met it"),
    ("people", "People who met it"),
    ("count", "Counted"),
    ("of", "Out of"),
    ("p", "p"),
    ("q", "q, after control of false discoveries"),
    ("effect", "Difference of the shares"),
    ("share", "Share of the project"),
    ("weight", "Even-handed weight"),
)


def _figures(evidence: dict[str, Any]) -> list[tuple[str, str]]:
    known = [(label, evidence[name]) for name, label in _FIGURES if evidence.get(name) is not None]
    return [(label, f"{value:,}" if isinstance(value, int) else small(float(value))) for label, value in known]


def _bars(evidence: dict[str, Any]) -> list[dict[str, Any]]:
    """Leave-one-out: how often the pattern is chosen with these people, and without them."""
    if "share_with" not in evidence:
        return []
    shares = (("With them", evidence["share_with"]), ("Without them", evidence["share_without"]))
    return [{"label": label, "share": share, "width": round(100 * (share or 0), 1)} for label, share in shares]


def _examples(found: Finding, *, everything: bool) -> list[dict[str, Any]]:
    """Some of the held records, a pair as its difference."""
    ids = Hold.objects.filter(finding=found, active=True).order_by("record_id").values("record_id")[:EXAMPLES]
    rows = Record.objects.filter(project_id=found.project_id, record_id__in=ids).order_by("record_id")
    return [{"row": row, **_texts(row, everything=everything)} for row in rows]


def _texts(row: Record, *, everything: bool) -> dict[str, Any]:
    if row.kind == Record.Kind.PAIR:
        return {"sides": sides.compare(row.rejected or "", row.chosen or "", row.language, everything=everything)}
    return {"completion": block(row.completion or "", row.language)}
