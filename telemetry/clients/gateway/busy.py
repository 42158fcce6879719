"""At most so many web threads wait for upstreams at once, so that slow ones cannot keep events from being stored."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore
from typing import Final

from flywheel import env
from telemetry.clients.gateway.contracts import UpstreamFailed

_KEPT_FREE: Final = 2  # of a process's threads: for posts of events, and for pages


@contextmanager
def slot() -> Iterator[None]:
    """Holds one of the process's places; does not wait for one. Raises UpstreamFailed (upstream_busy)."""
    slots = _slots()
    if not slots.acquire(blocking=False):
        raise UpstreamFailed("upstream_busy", "As many completions are under way as this server has room for.", 503)
    try:
        yield
    finally:
        slots.release()


@cache
def _slots() -> BoundedSemaphore:
    return BoundedSemaphore(max(1, env.number("FLYWHEEL_WEB_THREADS", least=1) - _KEPT_FREE))
