"""Checks before anything is started, each with a message that says what to do."""

import errno
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flywheel.runtime import locks
from flywheel.runtime.failures import StartError

LEAST_FREE_BYTES = 512 * 1024 * 1024


@contextmanager
def alone(home: Path, address: str) -> Iterator[None]:
    """Holds the state folder for one `up`. Raises StartError while another one runs."""
    path = home / "up.lock"
    descriptor = locks.open_lock(path)
    try:
        if not locks.try_exclusive(descriptor):
            holder = path.read_text(encoding="utf-8").strip()
            raise StartError(
                f"Flywheel already runs on the state folder {home}: {holder}. "
                "Stop that one with Ctrl-C or `kill`, or give this one its own folder with FLYWHEEL_HOME."
            )
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"process {os.getpid()}, {address}\n".encode())
        yield
    finally:
        os.close(descriptor)


def check_disk(home: Path, least: int = LEAST_FREE_BYTES) -> None:
    free = shutil.disk_usage(home).free
    if free < least:
        raise StartError(
            f"The disk that holds {home} has {free // 2**20} MB free; Flywheel needs {least // 2**20} MB. "
            "Free some space, or set FLYWHEEL_HOME to a folder on another disk."
        )


def check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)  # with SO_REUSEADDR alone Linux may refuse only here
        except OSError as error:
            raise StartError(_why_not(host, port, error)) from error


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken by another program. Choose another with --port {port + 1}."
    if error.errno == errno.EACCES:
        return f"This user may not listen on port {port}. Choose one above 1023 with --port."
    return f"Cannot listen on {host}:{port}: {error.strerror}."
