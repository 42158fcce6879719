"""Databases made for an evaluation beside the owner's own, on the same server, and dropped afterwards.

One template is migrated once a command; every run gets a copy of it. Each is named after a lock that the command
holds while it lives, so the next command finds and drops what a killed one left behind.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NoReturn

import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql

PREFIX: Final = "flywheel_evaluation_"
_LOCK: Final = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"
_UNLOCK: Final = "SELECT pg_advisory_unlock(hashtextextended(%s, 0))"


class ScratchError(RuntimeError):
    """No database can be made here. The message says what to do."""


class Server:
    """Makes and drops databases; open while an evaluation runs."""

    def __init__(self, admin: "psycopg.Connection[Any]") -> None:
        self._admin = admin
        self._template = f"{PREFIX}{os.getpid()}"
        self._made = 0

    @contextmanager
    def copy(self) -> Iterator[None]:
        """Runs the block on a fresh, migrated database."""
        if not self._made:
            self._migrate()
        self._made += 1
        name = f"{self._template}_{self._made}"
        self.create(name, self._template)
        try:
            with _switched_to(name):
                yield
        finally:
            self.drop(name)

    def _migrate(self) -> None:
        self.create(self._template, "template0")
        with _switched_to(self._template):
            call_command("migrate", verbosity=0)

    def create(self, name: str, template: str) -> None:
        self._admin.execute(_LOCK, [name])
        try:
            self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        except psycopg.errors.InsufficientPrivilege as error:
            raise ScratchError(
                "An evaluation runs in databases of its own, and this user of the server may not create any. "
                "Allow it (ALTER ROLE … CREATEDB), or run without DATABASE_URL on the embedded server."
            ) from error

    def drop(self, name: str) -> None:
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        self._admin.execute(_UNLOCK, [name])

    def drop_all(self) -> None:
        """What this command made, and what killed ones left: whatever no living command holds the lock of."""
        found = self._admin.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY datname", [PREFIX]
        )
        for (name,) in found.fetchall():
            row = self._admin.execute(_LOCK, [name]).fetchone()
            if row and row[0]:
                self.drop(name)

    def _run(self, statement: str, *names: str) -> None:
        self._admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def server() -> Iterator[Server]:
    """What makes the databases. They are all dropped again, also after Ctrl-C or a plain kill."""
    with _interruptible(), psycopg.connect(**connection.get_connection_params(), autocommit=True) as admin:
        made = Server(admin)
        made.drop_all()
        try:
            yield made
        finally:
            made.drop_all()


@contextmanager
def _switched_to(name: str) -> Iterator[None]:
    """Django's own connection, on another database of the same server."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


@contextmanager
def _interruptible() -> Iterator[None]:
    """A plain kill ends like Ctrl-C, so that what is made is dropped."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt
