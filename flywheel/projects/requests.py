"""The request a project page gets: signed in, with the membership `project_page` found; and whose it is."""

from django.conf import settings
from django.http import HttpRequest

from flywheel.projects.models import Membership


class MemberRequest(HttpRequest):
    """For annotations: Django's request with what `flywheel.projects.access.project_page` adds."""

    membership: Membership


def client_address(request: HttpRequest) -> str:
    """The address the request came from; behind a trusted proxy the one that proxy saw.

    Only the last hop of X-Forwarded-For is the proxy's own; those before it are whatever the client sent.
    """
    last_hop = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    trusts_proxy = settings.SECURE_PROXY_SSL_HEADER is not None
    return last_hop if trusts_proxy and last_hop else str(request.META.get("REMOTE_ADDR", ""))
