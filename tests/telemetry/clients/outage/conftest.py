"""A database that goes away and comes back under the running tests, and a buffer folder of their own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker, Settings

from telemetry.clients.outage import recovery
from tests.flows.processes import wait_until

Away = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def buffer_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FLYWHEEL_HOME = tmp_path
    return tmp_path / "buffer"


@pytest.fixture
def away(transactional_db: None, buffer_folder: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Away]:
    """`with away():` nobody reaches the database, for every thread of this process."""

    @contextmanager
    def leave() -> Iterator[None]:
        host = connection.settings_dict["HOST"]
        connection.close()
        connection.settings_dict["HOST"] = "/nowhere"
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["HOST"] = host

    with django_db_blocker.unblock():
        yield leave
        wait_until(lambda: not recovery.is_away(), "the recovery thread has seen the database")
