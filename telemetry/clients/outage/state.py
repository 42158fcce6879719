"""Whether the database is away as far as this process knows, so that clients wait for it once and not each time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import OperationalError, connection

from flywheel.watchdog import at_most
from telemetry.clients.outage import recovery
from telemetry.clients.outage.gone import GONE

PATIENCE_S: Final = 2.0  # more than a busy database takes, less than a developer waits for a completion


@contextmanager
def asking() -> Iterator[None]:
    """For the few statements a client waits for. Raises OperationalError at once while the database is away, and
    after PATIENCE_S where it does not answer; from then on it is away until the recovery thread reaches it.
    """
    if recovery.is_away():
        raise OperationalError("The database is away.")
    try:
        with at_most(PATIENCE_S):
            yield
    except GONE:
        connection.close_if_unusable_or_obsolete()
        recovery.begin()
        raise
