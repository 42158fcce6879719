"""Liveness, readiness and metrics, for load balancers and monitoring."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from flywheel import api_errors
from flywheel.health import checks, gauges
from flywheel.projects import keys
from flywheel.projects.authentication import presented_token
from flywheel.projects.models import Scope

# Headers that show a request came through a proxy: its peer address then says nothing about the sender.
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_FORWARDED", "HTTP_VIA")


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    results = checks.run()
    ready = all(result.ok for result in results.values())
    body = {
        "status": "ok" if ready else "failing",
        "checks": {name: {"ok": result.ok, "detail": result.detail} for name, result in results.items()},
    }
    return JsonResponse(body, status=200 if ready else 503)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    if not (_from_this_machine(request) or _is_admin(request)):
        detail = "Ask from the machine itself, or send a key with the scope admin."
        return api_errors.answer(403, "forbidden", detail)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(gauges.Installation())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _from_this_machine(request: HttpRequest) -> bool:
    if settings.SECURE_PROXY_SSL_HEADER or any(header in request.META for header in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _is_admin(request: HttpRequest) -> bool:
    token = presented_token(request.META)
    key = keys.find(token) if token else None
    return key is not None and Scope.ADMIN in key.scopes
