"""What an API key may do."""

from typing import TYPE_CHECKING

from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from flywheel.api_errors import Problem
from flywheel.projects.models import ApiKey, Scope

if TYPE_CHECKING:  # the settings name this module, and DRF's views read the settings
    from rest_framework.views import APIView


class HasScope(BasePermission):
    """The view's `scope` (or `scopes[method]`) must be among the key's; `admin` includes every scope."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not isinstance(request.auth, ApiKey):
            raise NotAuthenticated("Send an API key: Authorization: Bearer fw_…", "missing_key")
        wanted = getattr(view, "scopes", {}).get(request.method) or getattr(view, "scope", Scope.ADMIN)
        if wanted in request.auth.scopes or Scope.ADMIN in request.auth.scopes:
            return True
        raise Problem(403, "missing_scope", f"This key lacks the scope {wanted}.", scope=wanted)
