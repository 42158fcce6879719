"""The thread that waits for the database to come back, and then stores what was kept on disk meanwhile."""

import logging
import threading
import time
from typing import Final

from django.db import connection

from flywheel.watchdog import at_most
from telemetry.clients.outage import buffer
from telemetry.clients.outage.drain import drain
from telemetry.clients.outage.gone import GONE

PAUSE_S: Final = 1.0
_PATIENCE_S: Final = 10.0
log = logging.getLogger(__name__)


class Recovery:
    """Runs while the database is away or files wait; one in each process."""

    def __init__(self) -> None:
        self.away = False
        self._has_looked = False
        self._wanted = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """The database did not answer."""
        if not self.away:
            log.warning("the database is away: what clients send is kept on disk")
        self.away = True
        self.wake()

    def look_once(self) -> None:
        """At the first request: what an earlier process left on disk is stored now."""
        if not self._has_looked:
            self._has_looked = True
            buffer.bring_back()
            if buffer.waiting():
                self.wake()

    def wake(self) -> None:
        """Something waits on disk."""
        self._wanted.set()
        with self._lock:
            if self._thread is None or not self._thread.is_alive():  # also after a fork, which copies no threads
                self._thread = threading.Thread(target=self._run, name="recovery", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            while not self._recovered():
                time.sleep(PAUSE_S)

    def _recovered(self) -> bool:
        """True where the database answers and all that can be stored is stored."""
        try:
            with at_most(_PATIENCE_S):
                _probe()
            self.away = False
            drain()
        except GONE:
            return False
        except Exception as error:
            log.error("what waits on disk could not be stored now: %s", type(error).__name__)
            return not self.away  # where the database answers, the workers' sweep tries again
        finally:
            connection.close()
        return True


def _probe() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


_recovery = Recovery()
begin, wake, look_once = _recovery.begin, _recovery.wake, _recovery.look_once


def is_away() -> bool:
    return _recovery.away
