"""The records pages: the filtered list, and one record with its diff, its reason and its lineage."""

from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from exports.models import Record
from exports.review import filters, queries, sides, verdicts
from exports.review.explaining import explanation_of
from exports.review.highlight import block
from exports.review.statistics import GROUPINGS, SAMPLE, statistics
from flywheel.projects.access import project_page
from flywheel.projects.requests import MemberRequest

PAGE = 50
MOST_INTERACTIONS = 20
VIEWS = ("split", "unified")


@require_GET
@project_page()
def records(request: MemberRequest) -> HttpResponse:
    project_id, wanted = request.membership.project_id, filters.read(request.GET)
    rows = queries.page(project_id, wanted, filters.before(request.GET), PAGE + 1)
    context = {
        "rows": rows[:PAGE],
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "wanted": wanted,
        "query": wanted.query(),
        "kinds": Record.Kind.values,
        "choices": queries.choices(project_id),
    }
    return render(request, "exports/records.html", context)


@require_GET
@project_page()
def statistics_page(request: MemberRequest) -> HttpResponse:
    asked = request.GET.get("by", "")
    by = asked if asked in GROUPINGS else GROUPINGS[0]
    groupings = {name: {"name": name, "label": name.removesuffix("_chosen")} for name in GROUPINGS}
    context = {
        "rows": statistics(request.membership.project_id, by),
        "by": groupings[by],
        "groupings": groupings.values(),
        "sample": SAMPLE,
    }
    return render(request, "exports/statistics.html", context)


@require_GET
@project_page()
def record(request: MemberRequest, record_id: str) -> HttpResponse:
    row = get_object_or_404(Record, project=request.membership.project, record_id=record_id)
    wanted = filters.read(request.GET)
    previous, following = queries.neighbours(row, wanted)
    view = request.GET.get("view", "")
    context = {
        "row": row,
        "prompt": [(role, block(text, row.language)) for role, text in _messages(row)],
        "view": view if view in VIEWS else "auto",
        "all": "all" in request.GET,
        "query": wanted.query(),
        "previous": previous,
        "following": following,
        "lineage": _lineage(row),
        "asked": verdicts.asked(request.membership, row),
        "told": explanation_of(row),
        **_answer(row, everything="all" in request.GET),
    }
    return render(request, "exports/record.html", context)


def _messages(row: Record) -> list[tuple[str, str]]:
    return list(zip(row.prompt_roles, row.prompt_contents, strict=False))


def _answer(row: Record, *, everything: bool) -> dict[str, Any]:
    if row.kind == Record.Kind.PAIR:
        compared = sides.compare(row.rejected or "", row.chosen or "", row.language, everything=everything)
        return {"sides": compared}
    components = msgspec.json.decode(row.reward_components or "{}")
    return {"completion": block(row.completion or "", row.language), "components": components}


def _lineage(row: Record) -> dict[str, Any]:
    """The interactions behind the record, and its events as a query for the fragment that shows them."""
    shown: list[UUID] = row.interactions[:MOST_INTERACTIONS]
    return {
        "interactions": shown,
        "more": len(row.interactions) - len(shown),
        "events": row.events,
        "query": "&".join(f"event={event}" for event in row.events[:200]),
    }
