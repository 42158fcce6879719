"""What people say of a record: the form on its page, and what was said before. These answers are the gold labels."""

from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from exports.calibration.verdicts import Says, may_be_asked, says_of, verdict_of
from exports.models import Record, Verdict
from flywheel.projects.access import allows, project_page
from flywheel.projects.models import Membership, Role
from flywheel.projects.requests import MemberRequest

BUTTONS: dict[str, Says] = {"agree": "agree", "disagree": "disagree", "cannot-tell": "tie"}
WORDS: dict[Says, str] = {
    "agree": "Agree",
    "disagree": "Disagree",
    "tie": "Cannot tell",
    "both_bad": "Both are bad",
}


class Asked(NamedTuple):
    """`mine` is this person's last word on the question, None before; `people` how many others and they spoke."""

    mine: str | None
    people: int
    agree: int
    may_say: bool


def asked(membership: Membership, record: Record) -> Asked | None:
    """What the form shows; None where the record says nothing that could be right or wrong."""
    if not may_be_asked(record):
        return None
    question = verdict_of(record, "agree", "").question
    spoken = Verdict.objects.filter(project_id=record.project_id, question=question).order_by("id")
    last = {one.decided_by: one for one in spoken}
    own = last.get(membership.user.get_username())
    answer = verdict_of(record, "agree", "").answer
    return Asked(
        mine=WORDS[_of_record(own, answer)] if own else None,
        people=len(last),
        agree=sum(one.answer == answer for one in last.values()),
        may_say=allows(membership, Role.CURATOR),
    )


def _of_record(verdict: Verdict, answer: str) -> Says:
    """What an answer to the question says of this record, whichever record it was given on."""
    if verdict.agrees is None:
        return says_of(verdict)
    return "agree" if verdict.answer == answer else "disagree"


@require_POST
@project_page(Role.CURATOR)
def verdict(request: MemberRequest, record_id: str) -> HttpResponse:
    """Adds the person's answer and goes back to the record; an earlier answer stays as history."""
    row = get_object_or_404(Record, project=request.membership.project, record_id=record_id)
    says = BUTTONS.get(request.POST.get("says", ""))
    if says is None or not may_be_asked(row):
        return HttpResponseBadRequest(f"says must be one of {', '.join(BUTTONS)}", content_type="text/plain")
    verdict_of(row, says, request.membership.user.get_username()).save()
    messages.success(request, f"Noted: {WORDS[says].lower()}.")
    query = request.GET.urlencode()
    page = reverse("record", args=[request.membership.project.slug, record_id])
    return redirect(f"{page}?{query}" if query else page)
