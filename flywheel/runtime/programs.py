"""The programs that make up a running Flywheel, as command lines."""

import sys
from dataclasses import dataclass

from flywheel import env


@dataclass(frozen=True)
class Program:
    """`talks`: what it prints is for the person at the terminal; all else goes to its log file.

    `optional`: when it cannot be kept running, the others go on without it.
    """

    name: str
    command: tuple[str, ...]
    talks: bool = False
    optional: bool = False


def web(host: str, port: int) -> Program:
    return Program(
        "web",
        (
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
            *("--workers", str(env.number("FLYWHEEL_WEB_WORKERS", least=1))),
            *("--blocking-threads", str(env.number("FLYWHEEL_WEB_THREADS", least=1))),
            *("--http1-buffer-size", str(2 * 1024 * 1024)),  # an ordinary batch arrives in one piece
            *("--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "10"),
            "flywheel.wsgi:application",
        ),
    )


def worker() -> Program:
    return Program(
        "worker",
        (
            *(sys.executable, "-m", "celery", "-A", "flywheel.celery", "worker", "--pool", "prefork"),
            *("--loglevel", env.text("FLYWHEEL_LOG_LEVEL"), "--without-gossip", "--without-mingle"),
        ),
    )


def beat() -> Program:
    """The schedule stays in memory: every entry is an interval, a file only one more thing to break."""
    return Program(
        "beat",
        (
            *(sys.executable, "-m", "celery", "-A", "flywheel.celery", "beat", "--pidfile="),
            *("--loglevel", env.text("FLYWHEEL_LOG_LEVEL"), "--scheduler", "celery.beat.Scheduler"),
        ),
    )


def demo(address: str) -> Program:
    return Program(
        "demo", (sys.executable, str(env.BASE_DIR / "manage.py"), "demo", address), talks=True, optional=True
    )
