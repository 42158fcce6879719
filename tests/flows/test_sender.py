"""The sender against the real server: stopped and started while events come in, everything is stored once."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flywheel import sender as module
from flywheel.projects import keys
from flywheel.projects.models import Project
from flywheel.sender import Sender
from telemetry.models import Batch, Event, QuarantinedEvent
from tests.flows import processes

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "static").mkdir()
    return tmp_path


def event(number: int, **fields: Any) -> dict[str, Any]:
    return {"type": "candidate.shown", "interaction_id": f"i{number}", "candidate_id": "c", "data": {}, **fields}


def test_nothing_is_lost_and_nothing_stored_twice_while_the_server_comes_and_goes(home: Path) -> None:
    project = Project.objects.create(slug="plugins")
    key = keys.make(project, ["events:write"]).token
    port = processes.free_port()
    sender = Sender(
        f"http://127.0.0.1:{port}",
        key,
        client_name="plugin",
        client_version="1",
        folder=home / "waiting",
        flush_seconds=0.05,
        retry_seconds=0.1,
    )
    for number in range(100):
        sender.send(event(number))
    processes.wait_until(lambda: sender.stats()["last_error"] != "", "the sender misses the server")

    with processes.web_server(home, port=port):
        processes.wait_until(lambda: sender.stats()["accepted"] == 100, "the first events are stored")
        for number in range(100, 2000):
            sender.send(event(number))
        sender.send(event(2000, type="candidate.imagined"))
    for number in range(2000, 2200):
        sender.send(event(number))
    sender.send({"data": object()})

    with processes.web_server(home, port=port):
        processes.wait_until(lambda: sender.stats()["waiting_bytes"] == 0, "all is settled")
        assert sender.flush(10)
    assert sender.close()

    stats = sender.stats()
    assert stats["accepted"] + stats["duplicates"] >= 2200
    assert stats["rejected"] == {"unknown_type": 1}
    assert Event.objects.values("event_id").distinct().count() == Event.objects.count() == 2200
    assert Event.objects.values("interaction").distinct().count() == 2200
    assert QuarantinedEvent.objects.values_list("code", "client_name").distinct().get() == ("unknown_type", "plugin")
    assert sum(sum(dropped.values()) for dropped in Batch.objects.values_list("dropped", flat=True)) == 1


CHILD = """
import sys, time
from flywheel.sender import Sender
sender = Sender(sys.argv[1], sys.argv[2], client_name="plugin", client_version="1", folder=sys.argv[3],
                flush_seconds=60, orphan_seconds=1)
for number in range(300):
    sender.send({"type": "candidate.shown", "interaction_id": f"i{number}", "candidate_id": "c", "data": {}})
while sender.stats()["waiting"]:
    time.sleep(0.01)
print("written", flush=True)
time.sleep(60)
"""


def test_a_killed_plugin_s_events_are_sent_by_the_next_one(home: Path) -> None:
    project = Project.objects.create(slug="plugins")
    key = keys.make(project, ["events:write"]).token
    with processes.web_server(home) as url:
        command = [sys.executable, "-c", CHILD, url, key, str(home / "waiting")]
        root = Path(module.__file__).parents[1]
        with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"written\n"
            child.kill()
        assert Event.objects.count() == 0
        folder = home / "waiting"
        after = Sender(url, key, client_name="plugin", client_version="1", folder=folder, orphan_seconds=1)
        processes.wait_until(lambda: Event.objects.count() == 300, "the dead plugin's events are stored")
        assert after.close()
    assert Event.objects.values("interaction").distinct().count() == 300
