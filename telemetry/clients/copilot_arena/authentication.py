"""The key as a part of the address: this client sends no header of its own."""

from django.contrib.auth.models import AnonymousUser
from rest_framework.request import Request

from flywheel.projects.models import ApiKey
from telemetry.clients.outage.authentication import RememberingAuthentication


class PathKeyAuthentication(RememberingAuthentication):
    """The key in the path, and no other: as if it had come in a header, where everything else looks for it."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiKey] | None:
        request.META["HTTP_X_API_KEY"] = request.parser_context["kwargs"]["key"]
        return super().authenticate(request)
