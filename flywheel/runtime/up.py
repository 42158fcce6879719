"""Everything in the foreground: the embedded database where none is configured, web, worker and beat."""

import logging
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from flywheel import env
from flywheel.runtime import embedded, preflight, programs
from flywheel.runtime.child import Child
from flywheel.runtime.failures import StartError, describe
from flywheel.runtime.prepare import prepare
from flywheel.runtime.supervisor import Stop, supervise

_log = logging.getLogger(__name__)
_DATABASE_CHECK_SECONDS = 2.0


def run(host: str, port: int, *, demo: bool, say: Callable[[str], None]) -> None:
    """Runs until SIGINT, SIGTERM or SIGHUP. Raises StartError, after stopping what it had started."""
    stop = Stop()
    stop.install()
    try:
        _run(host, port, demo=demo, say=say, stop=stop)
    except StartError:
        if not stop.requests:  # a Ctrl-C reaches set-up steps too, and their failure is then no news
            raise
    except OSError as error:
        raise StartError(describe(error)) from error
    say("Stopped.")


def _run(host: str, port: int, *, demo: bool, say: Callable[[str], None], stop: Stop) -> None:
    home, address = env.home(), _address(host, port)
    with ExitStack() as stack:
        stack.enter_context(preflight.alone(home, address))
        preflight.check_port(host, port)
        preflight.check_disk(home)
        logs = home / "logs"
        logs.mkdir(exist_ok=True)
        environment = env.for_children(FLYWHEEL_PUBLIC_URL=address)
        watch = _database(home, stack, environment, say)
        say("Preparing the database and the static files …")
        prepare(logs, environment, stop)
        say(f"Starting the server at {address} – logs in {logs}, Ctrl-C stops everything.")
        chosen = _programs(host, port, address, demo=demo)
        supervise([Child(program, logs, environment) for program in chosen], stop, watch, say)
        say("Stopping …")


def _address(host: str, port: int) -> str:
    """Where a browser on this machine finds it: a wildcard address is for listening only."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"http://{reachable}:{port}"


def _programs(host: str, port: int, address: str, *, demo: bool) -> list[programs.Program]:
    chosen = [programs.web(host, port), programs.worker(), programs.beat()]
    return [*chosen, programs.demo(address)] if demo else chosen


def _database(
    home: Path, stack: ExitStack, environment: dict[str, str], say: Callable[[str], None]
) -> Callable[[], None]:
    """Starts the embedded server where it is wanted; the result revives it should it die."""
    if env.text("DATABASE_URL"):
        return lambda: None
    say("Starting PostgreSQL …")
    database = embedded.start(home / "postgres")
    stack.callback(database.leave)
    environment["DATABASE_URL"] = database.get_uri()
    return _every(_DATABASE_CHECK_SECONDS, lambda: _revive(database))


def _revive(database: embedded.Database) -> None:
    if not database.is_running():
        _log.warning("PostgreSQL ended unexpectedly; starting it again")
        database.revive()


def _every(seconds: float, action: Callable[[], None]) -> Callable[[], None]:
    last = time.monotonic()

    def when_due() -> None:
        nonlocal last
        if time.monotonic() - last >= seconds:
            last = time.monotonic()
            action()

    return when_due
