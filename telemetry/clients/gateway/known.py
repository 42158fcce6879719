"""The upstreams a project may ask, read at every request and remembered for when the database is away."""

import logging
import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from django.db import InterfaceError, OperationalError

from flywheel.database import raw_cursor
from flywheel.encryption import Undecryptable, decrypt
from telemetry.clients.gateway.contracts import ReadyUpstream
from telemetry.clients.outage.state import asking
from telemetry.models import Upstream

MEMORY_SECONDS: Final = 3600.0  # how long an answer stands in for a database that is away
_LOG = logging.getLogger(__name__)
_COLUMNS: Final = (
    *("id", "project_id", "name", "kind", "url", "model", "checkpoint", "fim_template"),
    *("encrypted_key", "weight", "timeout_s", "allow_internal"),
)
_QUERY: Final = (
    f"SELECT {', '.join(_COLUMNS)} FROM telemetry_upstream WHERE project_id = %s AND weight > 0 ORDER BY name"  # noqa: S608 - constants
)
_REMEMBERED: dict[int, tuple[float, tuple[ReadyUpstream, ...]]] = {}


def upstreams_of(project_id: int) -> list[ReadyUpstream]:
    """Those that may be asked, by name: without the ones of weight 0 and those whose key cannot be decrypted.

    Where the database is away, the last answer of this process, for an hour; after that, or where there was none,
    raises OperationalError or InterfaceError.
    """
    try:
        found = tuple(_read(project_id))
    except (OperationalError, InterfaceError):
        read_at, found = _REMEMBERED.get(project_id, (float("-inf"), ()))
        if time.monotonic() - read_at > MEMORY_SECONDS:
            raise
    else:
        _REMEMBERED[project_id] = (time.monotonic(), found)
    return list(found)


def readable_key(sealed: bytes) -> str | None:
    """The key, empty where none is set; None where it cannot be decrypted."""
    return _decrypted(bytes(sealed)) if sealed else ""


def ready(row: Upstream) -> ReadyUpstream | None:
    """None where its key cannot be decrypted."""
    return _ready([getattr(row, name) for name in _COLUMNS])


def _read(project_id: int) -> list[ReadyUpstream]:
    with asking(), raw_cursor() as cursor:
        rows = cursor.execute(_QUERY, (project_id,)).fetchall()
    return [upstream for row in rows if (upstream := _ready(row)) is not None]


def _ready(row: Sequence[Any]) -> ReadyUpstream | None:
    values = dict(zip(_COLUMNS, row, strict=True))
    key = readable_key(values.pop("encrypted_key"))
    return None if key is None else ReadyUpstream(**values, key=key)


@lru_cache(maxsize=1024)
def _decrypted(sealed: bytes) -> str | None:
    try:
        return decrypt(sealed).decode()
    except (Undecryptable, UnicodeDecodeError):
        _LOG.warning("The key of an upstream cannot be decrypted with this SECRET_KEY; enter it again.")
        return None
