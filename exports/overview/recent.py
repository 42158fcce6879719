"""The funnel as it was a moment ago. Counting reads whole tables, and every open overview asks every few seconds."""

from time import monotonic
from typing import NamedTuple

from django.core.cache import cache

from exports.overview.funnel import Funnel, funnel
from flywheel.projects.models import Project

_KEPT_S = 3600


class _Counted(NamedTuple):
    funnel: Funnel
    at: float
    took_s: float


def recent_funnel(project: Project, share: float) -> Funnel:
    """Counted anew only so often that counting takes no more than `share` of this process's time.

    So a small project's figures are seconds old at most, and a large one's cost stays bounded.
    """
    counted: _Counted | None = cache.get(_key(project))
    if counted is not None and monotonic() - counted.at < counted.took_s / share:
        return counted.funnel
    start = monotonic()
    found = funnel(project)
    cache.set(_key(project), _Counted(found, start, monotonic() - start), _KEPT_S)
    return found


def _key(project: Project) -> str:
    return f"funnel:{project.pk}"
