"""The what-if page. What is tried stands in the address, so it can be shared and reloaded."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from exports.preferences.cutoffs import DEFAULT_CUTOFFS
from exports.what_if.plan import RULES, Plan, PlanError, from_words
from exports.what_if.run import try_plan
from exports.what_if.table import accuracy
from exports.what_if.tally import Tally
from exports.what_if.words import THEMES
from flywheel.projects.access import project_page
from flywheel.projects.requests import MemberRequest

SAMPLE = 2_000  # groups tried on the page; the command tries all
PATIENCE_S = 6.0


@require_GET
@project_page()
def what_if(request: MemberRequest) -> HttpResponse:
    context: dict[str, Any] = {"themes": _themes(request.GET), "rules": _rules(request.GET), "sample": SAMPLE}
    try:
        plan = _plan(request.GET)
        if plan.cutoffs or plan.without:
            tally = try_plan(request.membership.project, plan, groups=SAMPLE, seconds=PATIENCE_S)
            context |= {"tally": tally, "gold": _gold(tally), "plan": plan, "command": _command(plan)}
    except PlanError as error:
        context["error"] = str(error)
    return render(request, "exports/what_if.html", context)


def _plan(query: QueryDict) -> Plan:
    """Only what differs from the values in force."""
    told = {name: query.get(name, "").strip() for name in _names()}
    words = [f"{name}={value}" for name, value in told.items() if value]
    plan = from_words(words, query.getlist("without"))
    changed = {name: value for name, value in plan.cutoffs.items() if value != getattr(DEFAULT_CUTOFFS, name)}
    return Plan(cutoffs=changed, without=plan.without)


def _names() -> list[str]:
    return [name for theme in THEMES.values() for name in theme]


def _themes(query: QueryDict) -> list[dict[str, Any]]:
    return [
        {
            "title": title,
            "fields": [
                {
                    "name": name,
                    "label": label,
                    "value": query.get(name) or f"{getattr(DEFAULT_CUTOFFS, name):g}",
                    "default": f"{getattr(DEFAULT_CUTOFFS, name):g}",
                }
                for name, label in theme.items()
            ],
        }
        for title, theme in THEMES.items()
    ]


def _rules(query: QueryDict) -> list[dict[str, Any]]:
    off = query.getlist("without")
    return [{"id": rule, "off": rule in off} for rule in RULES]


def _gold(tally: Tally) -> list[dict[str, str]]:
    return [
        {"title": title, "before": accuracy(tally.before, kind), "after": accuracy(tally.after, kind)}
        for kind, title in (("pair", "Pairs"), ("unpaired", "Unpaired labels"))
    ]


def _command(plan: Plan) -> str:
    """What tries the same on everything."""
    words = [f"--cutoff {name}={value:g}" for name, value in plan.cutoffs.items()]
    return " ".join([*words, *(f"--without {rule}" for rule in plan.without)])
