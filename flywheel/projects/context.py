"""What every signed-in page shows: the person's projects and the one at hand."""

from typing import Any

from django.http import HttpRequest

from flywheel.projects.access import allows
from flywheel.projects.models import Membership, Role


def navigation(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    membership: Membership | None = getattr(request, "membership", None)
    memberships = Membership.objects.filter(user_id=user.pk).select_related("project").order_by("project__slug")
    return {
        "memberships": memberships,
        "membership": membership,
        "project": membership.project if membership else None,
        "may_curate": membership is not None and allows(membership, Role.CURATOR),
        "may_own": membership is not None and allows(membership, Role.OWNER),
    }
