"""Held interactions: what cleaning found suspicious, kept from training until a curator clears it."""

from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from flywheel.projects.access import project_page
from flywheel.projects.models import Role
from flywheel.projects.requests import MemberRequest
from telemetry.cleaning import clearing
from telemetry.cleaning.clearing import Decision, OtherCount
from telemetry.contracts import CleanInteraction, Mark
from telemetry.models import CleanInteractionRow
from telemetry.pages import queries
from telemetry.pages.code import block
from telemetry.pages.events import LONGEST_TEXT, lines
from telemetry.pages.paging import before, without_nul
from telemetry.pages.why_held import why

PAGE = 50
MOST_COUNTED = 20_000  # held interactions that the counts by reason look at
_DECODER = msgspec.json.Decoder(CleanInteraction)


class Wanted(NamedTuple):
    """What the list shows, as its address says: what is held, or what was cleared."""

    state: str = "held"
    reason: str = ""
    developer: str = ""

    @property
    def query(self) -> str:
        told = {name: value for name, value in self._asdict().items() if value and (name, value) != ("state", "held")}
        return urlencode(told)


class Text(NamedTuple):
    title: str
    code: SafeString
    cut: bool


def _wanted(query: QueryDict) -> Wanted:
    state = "cleared" if query.get("state") == "cleared" else "held"
    return Wanted(state, *(without_nul(query.get(name, "")).strip()[:80] for name in ("reason", "developer")))


@require_GET
@project_page()
def held(request: MemberRequest) -> HttpResponse:
    project_id, wanted = request.membership.project_id, _wanted(request.GET)
    find = queries.held_interactions if wanted.state == "held" else queries.cleared_interactions
    rows = find(project_id, wanted.reason, wanted.developer, before(request.GET), PAGE + 1)
    context = {
        "rows": rows[:PAGE],
        "next": rows[PAGE - 1].key if len(rows) > PAGE else None,
        "wanted": wanted,
        "counts": clearing.counts(project_id, MOST_COUNTED),
        "most_counted": MOST_COUNTED,
    }
    return render(request, "telemetry/held.html", context)


@require_GET
@project_page(Role.CURATOR)
def held_interaction(request: MemberRequest, uid: UUID) -> HttpResponse:
    project_id = request.membership.project_id
    row = get_object_or_404(CleanInteractionRow, project_id=project_id, uid=uid)
    history = clearing.history(project_id, uid)
    is_cleared = clearing.cleared_reasons(history)
    marks = msgspec.convert(row.marks, list[Mark])
    reasons = [(mark.name, why(mark), mark.name in is_cleared) for mark in marks if clearing.holding([mark.name])]
    context = {
        "uid": uid,
        "row": row,
        "told": queries.one_interaction(project_id, uid),
        "reasons": reasons,
        "all_cleared": all(cleared for *_, cleared in reasons),
        "any_cleared": any(cleared for *_, cleared in reasons),
        "waiting": queries.waits_for_cleaning(project_id, uid),
        "history": history,
        "texts": _texts(row.document),
        "timeline": lines(queries.event_rows(project_id, uid)),
        "query": _wanted(request.GET).query,
    }
    return render(request, "telemetry/held_interaction.html", context)


@require_POST
@project_page(Role.CURATOR)
def decide(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Clears one interaction of the reasons chosen, or takes that back."""
    decision = _decision(request)
    done = clearing.decide(request.membership.project_id, uid, request.POST.getlist("held_for"), decision)
    if done:
        messages.success(request, _said(decision, 1))
    else:
        messages.info(request, "Nothing holds this interaction for that reason any more.")
    return redirect(_list_address(request, _wanted(request.GET)))


@require_POST
@project_page(Role.CURATOR)
def decide_all(request: MemberRequest) -> HttpResponse:
    """Asks with the exact count first; decides once that count was confirmed and is still right."""
    project_id, wanted, decision = request.membership.project_id, _wanted(request.POST), _decision(request)
    confirmed = request.POST.get("confirmed", "")
    find = clearing.held if decision.cleared else clearing.cleared
    if wanted.reason and confirmed.isascii() and confirmed.isdigit() and len(confirmed) < 10:
        try:
            done = clearing.decide_all(
                project_id, wanted.reason, decision, developer=wanted.developer, expected=int(confirmed)
            )
        except OtherCount:
            messages.warning(request, "Meanwhile their number changed, so nothing was decided. Look again.")
        else:
            messages.success(request, _said(decision, done))
            return redirect(_list_address(request, wanted))
    if not wanted.reason:
        messages.info(request, "Choose a reason first.")
        return redirect(_list_address(request, wanted))
    count = find(project_id, reason=wanted.reason, developer=wanted.developer).count()
    context = {"wanted": wanted, "decision": decision, "count": count}
    return render(request, "telemetry/held_confirm.html", context)


def _decision(request: MemberRequest) -> Decision:
    note = without_nul(request.POST.get("note", "")).strip()
    return Decision(request.user.get_username(), request.POST.get("decision") != "take_back", note)


def _said(decision: Decision, count: int) -> str:
    what = "1 interaction is" if count == 1 else f"{count:,} interactions are"
    if decision.cleared:
        return f"{what} cleared. What nothing else holds goes on to training within seconds."
    return f"{what} held again. Their records go within seconds."


def _list_address(request: MemberRequest, wanted: Wanted) -> str:
    address = reverse("held", args=(request.membership.project.slug,))
    return f"{address}?{wanted.query}" if wanted.query else address


def _texts(document: str) -> list[Text]:
    """The scrubbed prompt and candidates, as training would see them; empty where nothing is stored."""
    if not document:
        return []
    interaction = _DECODER.decode(document).interaction
    prompt: Any = interaction.prompt
    named = [(name, getattr(prompt, name, None)) for name in ("context", "instruction", "prefix", "suffix")]
    named += [(message.role or "message", message.content) for message in (prompt.messages if prompt else ())]
    named += [(f"Candidate {each.candidate_id}", each.text) for each in interaction.candidates]
    return [
        Text(title[:100].capitalize(), block(text[:LONGEST_TEXT], interaction.language), len(text) > LONGEST_TEXT)
        for title, text in named
        if text
    ]
