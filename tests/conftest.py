"""Fixtures every test may use."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from flywheel.projects import keys
from flywheel.projects.models import Project


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Servers and workers that tests kill leave sessions which notice late, and would keep the database from going."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def project(db: None) -> Project:
    return Project.objects.create(slug="acme", pseudonym_key=b"k" * 32)


@pytest.fixture
def outsider_project(db: None) -> Project:
    """Another tenant, whose keys and people must see nothing of `project`."""
    return Project.objects.create(slug="rival", pseudonym_key=b"r" * 32)


@pytest.fixture
def make_key(project: Project) -> Callable[..., str]:
    """make_key("events:write") gives a key of `project`; pass `of=` for another project's."""

    def make(*scopes: str, of: Project | None = None, events_per_minute: int | None = None) -> str:
        return keys.make(of or project, list(scopes), events_per_minute=events_per_minute).token

    return make


@pytest.fixture(autouse=True)
def _no_events_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Django's flush after a transactional test passes over unmanaged tables, and the event store is one."""
    yield
    marker = request.node.get_closest_marker("django_db")
    committed = marker is not None and marker.kwargs.get("transaction")
    if committed or {"transactional_db", "live_server"} & set(request.fixturenames):
        with request.getfixturevalue("django_db_blocker").unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE telemetry_event")
