"""Announces stored events to the workers: a nudge that may get lost, the periodic sweep finds what it missed.

Sending happens in a daemon thread, at most every PAUSE seconds a process, so that a post never waits for
the broker.
"""

import logging
import threading
import time
from typing import Final

from flywheel.celery import app

TASK: Final = "pipeline.advance"
PAUSE: Final = 0.25  # seconds
log = logging.getLogger(__name__)


class Announcer:
    """Coalesces announcements: any number of calls during a pause make one message."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def announce(self) -> None:
        self._wanted.set()
        if self._thread is None or not self._thread.is_alive():  # also after a fork, which copies no threads
            self._start()

    def _start(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="nudge", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            send()
            time.sleep(PAUSE)


def send() -> None:
    try:
        app.send_task(TASK, ignore_result=True)
    except Exception as error:
        log.warning("nudge not sent, the sweep will find the work: %s", type(error).__name__)


announce = Announcer().announce
