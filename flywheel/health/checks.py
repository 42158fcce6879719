"""What has to hold for this installation to do its work. Each check answers, none raises."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from celery import current_app
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from flywheel.health.models import Heartbeat
from flywheel.health.tasks import WORKER

HEARTBEAT_SECONDS = 60.0
LEAST_FREE_BYTES = 256 * 1024 * 1024
BROKER_TIMEOUT_SECONDS = 2.0


@dataclass(frozen=True)
class Result:
    ok: bool
    detail: str


def run() -> dict[str, Result]:
    return {name: check() for name, check in CHECKS.items()}


def check_database() -> Result:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return Result(False, "no connection")
    return Result(True, "answers")


def check_migrations() -> Result:
    try:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except Error:
        return Result(False, "no connection")
    return Result(missing == 0, f"{missing} not applied" if missing else "all applied")


def check_broker() -> Result:
    """Connects once, without Celery's retries: readiness is asked for again soon enough."""
    try:
        with current_app.connection_for_write(connect_timeout=BROKER_TIMEOUT_SECONDS) as broker:
            broker.connect()
    except Exception as error:  # each transport raises errors of its own
        return Result(False, type(error).__name__)
    return Result(True, "answers")


def check_worker() -> Result:
    try:
        age = heartbeat_age()
    except Error:
        return Result(False, "no connection to the database")
    if age is None:
        return Result(False, "no heartbeat yet")
    return Result(age <= HEARTBEAT_SECONDS, f"last heartbeat {age:.0f} s ago")


def check_disk() -> Result:
    free = free_bytes()
    return Result(free >= LEAST_FREE_BYTES, f"{free // 2**20} MB free")


def heartbeat_age() -> float | None:
    """Seconds since the last heartbeat, or None before the first."""
    beat = Heartbeat.objects.filter(name=WORKER).first()
    return None if beat is None else (timezone.now() - beat.beat_at).total_seconds()


def free_bytes() -> int:
    return shutil.disk_usage(settings.FLYWHEEL_HOME).free


CHECKS: dict[str, Callable[[], Result]] = {
    "database": check_database,
    "migrations": check_migrations,
    "broker": check_broker,
    "worker": check_worker,
    "disk": check_disk,
}
