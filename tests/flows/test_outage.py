"""The database goes away under a running server: developers still get completions, and no record is lost or doubled."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from flywheel.env import BASE_DIR
from flywheel.runtime import embedded
from tests.flows.processes import kill, wait_until
from tests.telemetry.clients.tabby.upstream import TabbyUpstream, tabby_upstream
from tests.telemetry.ingest.server import Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

ASK = json.dumps({"language": "python", "segments": {"prefix": "def add(a, b):\n    ", "suffix": ""}})
_ADD_UPSTREAM = """
INSERT INTO telemetry_upstream (project_id, name, kind, url, model, checkpoint, fim_template, encrypted_key, weight,
                                timeout_s, allow_internal, created_at)
SELECT id, 'local', 'tabby', %s, '', '', '', '', 1, 10, true, now() FROM projects_project
"""


class Installation(NamedTuple):
    """A database, state folder and server of their own, with an upstream and one key."""

    home: Path
    database: embedded.Database
    environment: dict[str, str]
    upstream: TabbyUpstream
    key: str

    @property
    def postmaster(self) -> int:
        return int((self.home / "postgres" / "postmaster.pid").read_text().split()[0])

    def kill_database(self) -> None:
        os.kill(self.postmaster, signal.SIGQUIT)  # PostgreSQL's immediate shutdown
        wait_until(lambda: not self.database.is_running(), "the database is gone")

    def postgres(self, number: signal.Signals) -> None:
        """Sends a signal to every process of the server: SIGSTOP makes it hang, SIGCONT go on."""
        children = Path(f"/proc/{self.postmaster}/task/{self.postmaster}/children").read_text().split()
        for process in [self.postmaster, *map(int, children)]:
            os.kill(process, number)

    def buffered(self) -> int:
        return len(list((self.home / "buffer").glob("*.kept")))

    def candidates(self) -> list[str]:
        """The completions recorded, by their interaction's name."""
        query = "SELECT payload->>'interaction_id' FROM telemetry_event WHERE type = 'candidate.generated' ORDER BY 1"
        with psycopg.connect(self.database.get_uri()) as connection:
            return [name for (name,) in connection.execute(query).fetchall()]


@pytest.fixture
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    home = tmp_path_factory.mktemp("home")
    for folder in (home, home.parent, home.parent.parent):
        folder.chmod(0o755)  # the embedded server runs as another user where the tests run as root
    (home / "static").mkdir()
    database = embedded.start(home / "postgres")
    environment = {**os.environ, "DATABASE_URL": database.get_uri(), "FLYWHEEL_HOME": str(home)}
    try:
        with tabby_upstream() as upstream:
            manage(environment, "migrate", "--verbosity", "0")
            manage(environment, "create_project", "acme")
            key = manage(environment, "create_key", "--project", "acme", "--scope", "events:write").strip()
            with psycopg.connect(database.get_uri()) as connection:
                connection.execute(_ADD_UPSTREAM, [upstream.url])
            yield Installation(home, database, environment, upstream, key)
    finally:
        database.leave()


def manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, env=environment, cwd=BASE_DIR, check=True, capture_output=True, text=True).stdout


@contextmanager
def serving(installation: Installation) -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FLYWHEEL_HOME", str(installation.home))
        patch.setenv("FLYWHEEL_WEB_WORKERS", "1")
        server = Server(installation.environment["DATABASE_URL"])
        server.start()
        try:
            yield server
        finally:
            server.kill()


def complete(server: Server, installation: Installation) -> tuple[str, float]:
    """The interaction a completion should be recorded under, and the seconds it took."""
    started = time.perf_counter()
    status, _, answer = server.request("POST", "/clients/tabby/v1/completions", installation.key, ASK)
    assert status == 200, answer
    assert answer["choices"] == [{"index": 0, "text": "return a + b"}]
    return f"tabby:{answer['id']}", time.perf_counter() - started


def test_completions_go_on_while_the_database_is_away_and_are_recorded_when_it_is_back(
    installation: Installation,
) -> None:
    with serving(installation) as server:
        names = [complete(server, installation)[0]]
        installation.kill_database()
        away = [complete(server, installation) for _ in range(12)]  # more than the server has threads
        assert max(seconds for _, seconds in away) < 1
        names += [name for name, _ in away]
        assert server.request("POST", "/clients/tabby/v1/completions", "fw_un_known", ASK)[0] == 503
        assert installation.buffered() == 12
        installation.database.revive()
        wait_until(lambda: installation.buffered() == 0, "what waited is stored")
        names.append(complete(server, installation)[0])
        wait_until(lambda: installation.candidates() == sorted(names), "every completion is recorded, once", 10)


def test_what_waits_survives_the_death_of_the_server(installation: Installation) -> None:
    with serving(installation) as server:
        names = [complete(server, installation)[0]]
        installation.kill_database()
        names += [complete(server, installation)[0] for _ in range(3)]
    assert installation.buffered() == 3
    installation.database.revive()
    command = [sys.executable, "-m", "celery", "-A", "flywheel", "call", "telemetry.drain_buffer"]
    subprocess.run(command, env=installation.environment, cwd=BASE_DIR, check=True, capture_output=True)
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "flywheel", "worker", "--pool", "solo"],
        env=installation.environment,
        cwd=BASE_DIR,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_until(lambda: installation.candidates() == sorted(names), "the worker has stored what waited")
        wait_until(lambda: installation.buffered() == 0, "the files are gone")
    finally:
        kill(worker)


def test_a_database_that_hangs_costs_one_developer_seconds_and_the_others_nothing(installation: Installation) -> None:
    with serving(installation) as server:
        names = [complete(server, installation)[0]]
        installation.postgres(signal.SIGSTOP)
        try:
            name, first = complete(server, installation)
            others = [complete(server, installation) for _ in range(6)]
        finally:
            installation.postgres(signal.SIGCONT)
        assert first < 10
        assert max(seconds for _, seconds in others) < 1
        names += [name, *(name for name, _ in others)]
        wait_until(lambda: installation.buffered() == 0, "what waited is stored")
        wait_until(lambda: installation.candidates() == sorted(names), "every completion is recorded, once", 10)


def test_senders_that_try_again_do_not_keep_the_threads_of_those_who_do_not(installation: Installation) -> None:
    """However many native posts wait for a database that hangs, a completion is answered within its limit."""

    def post(server: Server) -> int:
        return server.request("POST", "/api/v1/events", installation.key, "[]")[0]

    with serving(installation) as server, ThreadPoolExecutor(60) as pool:
        names = [complete(server, installation)[0]]
        installation.postgres(signal.SIGSTOP)
        try:
            posts = [pool.submit(post, server) for _ in range(60)]
            time.sleep(1)
            name, seconds = complete(server, installation)
            assert seconds < 20  # without a limit, until the database goes on
            assert {each.result() for each in posts} == {503}
        finally:
            installation.postgres(signal.SIGCONT)
        names.append(name)
        wait_until(lambda: installation.candidates() == sorted(names), "every completion is recorded, once", 10)


def test_the_next_server_stores_what_the_last_one_left(installation: Installation) -> None:
    with serving(installation) as server:
        names = [complete(server, installation)[0]]
        installation.kill_database()
        names.append(complete(server, installation)[0])
    installation.database.revive()
    with serving(installation) as server:
        names.append(complete(server, installation)[0])
        wait_until(lambda: installation.candidates() == sorted(names), "every completion is recorded, once")
