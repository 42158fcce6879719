"""Stores what waits on disk, in order of arrival and with the times of arrival. Two at once do no harm.

A file is removed after COMMIT; one whose post is found stored already, because a process died between the two, is
removed only. Consent is that in force now, or the project's policy on arrival where that was stricter.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.db import IntegrityError

from flywheel.projects.models import Project
from flywheel.runtime import locks
from flywheel.watchdog import at_most
from telemetry.clients.joining import accept_joined
from telemetry.clients.outage import buffer
from telemetry.clients.outage.gone import GONE
from telemetry.clients.outage.kept import Kept, prepared_of, unseal
from telemetry.models import Batch

_PATIENCE_S: Final = 30.0  # for one file
log = logging.getLogger(__name__)


def drain() -> int:
    """The number of posts stored. Raises OperationalError where the database goes away; the rest waits."""
    stored = 0
    if not buffer.waiting():
        return stored
    with _alone() as alone:
        buffer.remove_drafts()
        while alone and (files := buffer.waiting()):
            for path in files:
                stored += _store(path)
    if stored:
        log.info("stored %d posts that had waited on disk", stored)
    return stored


def _store(path: Path) -> bool:
    try:
        kept = unseal(path.read_bytes())
        with at_most(_PATIENCE_S):
            stored = _store_kept(kept)
    except FileNotFoundError:
        return False
    except GONE:
        raise
    except Exception as error:  # whatever is wrong with one must not keep the others waiting
        log.error("%s could not be stored and is set aside: %s", path.name, type(error).__name__)
        buffer.set_aside(path)
        return False
    path.unlink(missing_ok=True)
    return stored


def _store_kept(kept: Kept) -> bool:
    project = Project.objects.filter(pk=kept.project_id).first()
    if project is None or _is_stored(kept):
        return False
    try:
        accept_joined(*prepared_of(kept, project))
    except IntegrityError:
        if _is_stored(kept):  # by another server that drains the same folder
            return False
        raise
    return True


def _is_stored(kept: Kept) -> bool:
    return Batch.objects.filter(pk=kept.batch_id).exists()


@contextmanager
def _alone() -> Iterator[bool]:
    """False where another process is at it."""
    descriptor = locks.open_lock(buffer.buffer_folder() / "lock")
    try:
        yield locks.try_exclusive(descriptor)
    finally:
        os.close(descriptor)
