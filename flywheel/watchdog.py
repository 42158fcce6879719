"""A time limit on what the database is asked: a server that hangs never answers, and never refuses either.

One thread hangs up on the connection of whoever waits too long, and the wait ends with an OperationalError. Where
no connection stands yet, `connect_timeout` of the settings is the limit.
"""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final, NamedTuple

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

PATIENCE_S: Final = 10.0  # for what a request stores: more than the largest post takes on a busy machine
_LOOK_S: Final = 0.25


class _Wait(NamedTuple):
    until: float  # by the monotonic clock
    wrapper: BaseDatabaseWrapper


class Watchdog:
    """Hangs up on connections whose threads wait beyond their limit."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waits: dict[int, _Wait] = {}  # by thread
        self._thread: threading.Thread | None = None

    @contextmanager
    def at_most(self, seconds: float) -> Iterator[None]:
        """For the statements of the block on this thread's connection. Inside another block the earlier end holds.

        Nothing else belongs into the block: least of all reading from a client, who may take any time.
        """
        me, until = threading.get_ident(), time.monotonic() + seconds
        with self._lock:
            outer = self._waits.get(me)
            if outer is None or until < outer.until:
                self._waits[me] = _Wait(until, connections[DEFAULT_DB_ALIAS])
            if self._thread is None or not self._thread.is_alive():  # also after a fork, which copies no threads
                self._thread = threading.Thread(target=self._run, name="database watchdog", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                if outer is None:
                    self._waits.pop(me, None)
                else:
                    self._waits[me] = outer

    def _run(self) -> None:
        while True:
            time.sleep(_LOOK_S)
            now = time.monotonic()
            with self._lock:  # whoever waits cannot leave, and so not reuse the connection, meanwhile
                for wait in self._waits.values():
                    if wait.until < now:
                        _hang_up(wait.wrapper)


def _hang_up(wrapper: BaseDatabaseWrapper) -> None:
    open_connection = wrapper.connection
    if open_connection is None:
        return
    with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(open_connection.pgconn.socket)) as line:
        line.shutdown(socket.SHUT_RDWR)


at_most = Watchdog().at_most
