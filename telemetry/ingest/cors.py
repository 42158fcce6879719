"""Cross-origin posts, off unless a project lists the origin. No cookie is ever involved, the key is in a header."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from flywheel.projects.models import Project

_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "authorization, content-encoding, content-type, x-api-key",
    "Access-Control-Max-Age": "600",
}


def preflight(origin: str) -> HttpResponse:
    """A preflight carries no key, so any project's listing is enough; the post's answer is the project's own."""
    response = HttpResponse(status=204, headers={"Vary": "Origin"})
    if origin and "\0" not in origin and Project.objects.filter(cors_origins__contains=[origin]).exists():
        for name, value in {"Access-Control-Allow-Origin": origin, **_PREFLIGHT}.items():
            response.headers[name] = value
    return response


def share(response: HttpResponseBase, origin: str, project: Project) -> None:
    """Lets the origin read the answer if the project lists it."""
    if origin in project.cors_origins:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = "Retry-After"
    response.headers["Vary"] = "Origin"
