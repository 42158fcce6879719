"""What a person may see. Someone outside a project learns nothing of it: 404, never 403."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from flywheel.projects.models import Membership, Role

_RANK = {Role.VIEWER: 0, Role.CURATOR: 1, Role.OWNER: 2}

View = Callable[..., HttpResponseBase]


def project_page(role: Role = Role.VIEWER) -> Callable[[View], View]:
    """Signs in, finds the membership for the URL's `project` slug (else 404), checks the role (else 403).

    The view gets `request.membership`; the project is `request.membership.project`.
    """

    def decorate(view: View) -> View:
        @never_cache
        @login_required
        @wraps(view)
        def wrapped(request: HttpRequest, project: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            membership = find_membership(request, project)
            if not allows(membership, role):
                raise PermissionDenied
            request.membership = membership  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return wrapped

    return decorate


def find_membership(request: HttpRequest, slug: str) -> Membership:
    found = Membership.objects.filter(user_id=str(request.user.pk), project__slug=slug)
    membership = found.select_related("project").first()
    if membership is None:
        raise Http404
    return membership


def allows(membership: Membership, role: Role) -> bool:
    return _RANK[Role(membership.role)] >= _RANK[role]
