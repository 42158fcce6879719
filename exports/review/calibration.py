"""The calibration page: how sure labels are, what that rests on, and which version is used."""

from typing import Any, NamedTuple

import msgspec
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from exports.calibration.versions import NoVersionError, activate
from exports.models import Calibration as Row
from exports.models import Verdict
from exports.preferences.calibration import DEFAULT_CALIBRATION, Calibration, FlipRate
from exports.preferences.run import active_calibrations
from exports.review.reliability_figure import figure
from flywheel.projects.access import allows, project_page
from flywheel.projects.models import Role
from flywheel.projects.requests import MemberRequest

SHIPPED = "shipped"


class RuleRow(NamedTuple):
    kind: str
    rule: str
    flip: FlipRate


@require_GET
@project_page()
def calibration(request: MemberRequest) -> HttpResponse:
    project = request.membership.project
    versions = list(Row.objects.filter(project=project).order_by("-version").defer("document"))
    used = active_calibrations({project.pk})[project.pk]
    context = {
        "used": used,
        "active": next((one for one in versions if one.active), None),
        "figures": {kind: made for kind, curve in sorted(used.curves.items()) if (made := figure(curve))},
        "rules": _rules(used),
        "places": sorted(used.position_shares.items()),
        "people": len(used.people),
        "gold": _gold(project.pk),
        "versions": [(one, msgspec.json.decode(one.report)) for one in versions],
        "shipped": DEFAULT_CALIBRATION,
        "command": f"python manage.py calibrate --project {project.slug} --activate",
        "may_use": allows(request.membership, Role.OWNER),
    }
    return render(request, "exports/calibration.html", context)


def _rules(used: Calibration) -> list[RuleRow]:
    return [RuleRow(kind, rule, flip) for kind, rules in used.rule_flip_rates.items() for rule, flip in rules.items()]


def _gold(project_id: int) -> dict[str, Any]:
    """What people said so far, every answer counted."""
    return Verdict.objects.filter(project_id=project_id).aggregate(
        verdicts=Count("id"),
        questions=Count("question", distinct=True),
        people=Count("decided_by", distinct=True),
        agree=Count("id", filter=Q(agrees=True)),
        disagree=Count("id", filter=Q(agrees=False)),
    )


@require_POST
@project_page(Role.OWNER)
def use(request: MemberRequest) -> HttpResponse:
    """Makes a version, or the shipped calibration, the one records are made with."""
    asked, project = request.POST.get("version", ""), request.membership.project
    try:
        if asked != SHIPPED and not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
            raise NoVersionError(f"There is no calibration {asked[:20]!r}.")
        groups = activate(project, None if asked == SHIPPED else int(asked))
    except NoVersionError as error:
        messages.error(request, str(error))
    else:
        name = "The shipped calibration" if asked == SHIPPED else f"Version {asked}"
        messages.success(request, f"{name} is used now. {groups} groups get new records.")
    return redirect("calibration", project.slug)
