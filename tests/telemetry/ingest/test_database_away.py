"""The database goes away under the running server and comes back: posts wait outside, none is lost or doubled."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from flywheel.env import BASE_DIR
from flywheel.runtime import embedded
from tests.telemetry.ingest.conftest import Event, make_event
from tests.telemetry.ingest.server import Server

pytestmark = pytest.mark.slow


class Installation(NamedTuple):
    """A database of its own, with a server on it and one key."""

    folder: Path
    database: embedded.Database
    server: Server
    key: str

    def kill_database(self) -> None:
        pid = int((self.folder / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)  # PostgreSQL's immediate shutdown: no connection gets to finish
        while self.database.is_running():
            time.sleep(0.05)

    def stored_ids(self) -> list[str]:
        with psycopg.connect(self.database.get_uri()) as connection:
            rows = connection.execute("SELECT event_id::text FROM telemetry_event ORDER BY 1").fetchall()
            return [event_id for (event_id,) in rows]


@pytest.fixture
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    home = tmp_path_factory.mktemp("home")
    for folder in (home, home.parent, home.parent.parent):
        folder.chmod(0o755)  # the embedded server runs as another user where the tests run as root
    database = embedded.start(home / "postgres")
    try:
        manage(database, "migrate")
        manage(database, "create_project", "acme")
        key = manage(database, "create_key", "--project", "acme", "--scope", "events:write").strip()
        server = Server(database.get_uri())
        server.start()
        try:
            yield Installation(home / "postgres", database, server, key)
        finally:
            server.kill()
    finally:
        database.leave()


def manage(database: embedded.Database, *arguments: str) -> str:
    environment = {**os.environ, "DATABASE_URL": database.get_uri()}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, env=environment, cwd=BASE_DIR, check=True, capture_output=True, text=True).stdout


def test_posts_get_503_while_the_database_is_away(installation: Installation) -> None:
    server, key = installation.server, installation.key
    first, second = [make_event()], [make_event() for _ in range(40)]
    assert server.post(key, json.dumps(first))["accepted"] == 1

    installation.kill_database()
    for events in (first, second) * 8:  # more than the server has threads
        status, headers, answer = server.request("POST", "/api/v1/events", key, json.dumps(events))
        assert (status, answer["code"]) == (503, "database_unavailable")
        assert headers["Content-Type"] == "application/problem+json"
        assert int(headers["Retry-After"]) > 0
    assert server.request("GET", "/api/v1/limits", "fw_unknown_key")[0] == 503

    installation.database.revive()
    receipt = server.post(key, json.dumps(first + second))
    assert (receipt["accepted"], receipt["duplicates"]) == (40, 1)
    assert installation.stored_ids() == sorted(event["event_id"] for event in first + second)


def test_a_sender_that_repeats_what_got_no_202_loses_and_doubles_nothing(installation: Installation) -> None:
    batches = [[make_event() for _ in range(size)] for size in (1, 30) * 60]
    acknowledged, refused = [], []

    def send_all() -> None:
        for batch in batches:
            while (status := _status(installation, batch)) != 202:
                refused.append(status)
                time.sleep(0.05)
            acknowledged.append(batch)

    sender = threading.Thread(target=send_all)
    sender.start()
    while len(acknowledged) < 20:
        time.sleep(0.005)
    installation.kill_database()
    while not refused:
        time.sleep(0.005)
    installation.database.revive()
    sender.join(60)
    assert len(acknowledged) == len(batches)
    assert set(refused) == {503}
    assert installation.stored_ids() == sorted(event["event_id"] for batch in batches for event in batch)


def _status(installation: Installation, batch: list[Event]) -> int:
    return installation.server.request("POST", "/api/v1/events", installation.key, json.dumps(batch))[0]
