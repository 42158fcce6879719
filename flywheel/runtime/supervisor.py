"""Keeps a set of programs running until a signal asks for the end."""

import signal
import time
from collections.abc import Callable
from types import FrameType

from flywheel.runtime.child import Child
from flywheel.runtime.failures import StartError

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE_SECONDS = 20.0
_TICK = 0.1


class Stop:
    """Counts the requests to stop: the first asks politely, the second ends everything at once."""

    def __init__(self) -> None:
        self.requests = 0

    def install(self) -> None:
        for number in STOPPING:
            signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.requests += 1


def supervise(children: list[Child], stop: Stop, tend: Callable[[], None], say: Callable[[str], None]) -> None:
    """Runs `children` until `stop`, calling `tend` in every round. Stops all of them in any case."""
    try:
        while not stop.requests:
            tend()
            for child in list(children):
                _tend(child, children, say)
            time.sleep(_TICK)
    finally:
        stop_all(children, stop)


def _tend(child: Child, children: list[Child], say: Callable[[str], None]) -> None:
    try:
        child.tend()
    except StartError as error:
        if not child.program.optional:
            raise
        say(f"{error}. Everything else goes on.")
        children.remove(child)


def stop_all(children: list[Child], stop: Stop) -> None:
    """Asks every child to stop, waits GRACE_SECONDS or for a further signal, then kills what is left."""
    before = stop.requests
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + GRACE_SECONDS
    while not all(child.has_stopped() for child in children):
        if time.monotonic() > deadline or stop.requests > max(before, 1):
            break
        time.sleep(_TICK)
    for child in children:
        child.kill()
