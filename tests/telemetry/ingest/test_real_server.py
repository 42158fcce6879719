"""The production server on a real port: chunked and compressed bodies, and a kill in the middle of posting."""

import gzip
import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from flywheel.watchdog import PATIENCE_S
from tests.telemetry.ingest.conftest import make_event, stored
from tests.telemetry.ingest.server import Server

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("real_events")]


def test_chunked_compressed_bodies_arrive_whole(server: Server, make_key: Callable[..., str]) -> None:
    body = gzip.compress(json.dumps([make_event() for _ in range(300)]).encode())
    chunks = (body[start : start + 1000] for start in range(0, len(body), 1000))
    headers = {"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"}
    receipt = server.post(make_key("events:write"), chunks, **headers)
    assert (receipt["accepted"], receipt["rejected"]) == (300, 0)
    assert len(stored()) == 300


def test_a_kill_loses_nothing_acknowledged_and_doubles_nothing(server: Server, make_key: Callable[..., str]) -> None:
    key = make_key("events:write")
    batches = [[make_event() for _ in range(50)] for _ in range(60)]
    acknowledged: list[int] = []

    def send_all() -> None:
        for number, batch in enumerate(batches):
            try:
                server.post(key, json.dumps(batch))
            except (OSError, http.client.HTTPException):
                return
            acknowledged.append(number)

    sender = threading.Thread(target=send_all)
    sender.start()
    while len(acknowledged) < 10:
        time.sleep(0.005)
    server.kill()
    sender.join()
    assert len(acknowledged) < len(batches)
    kept = {payload["event_id"] for payload in stored()}
    assert kept >= {event["event_id"] for number in acknowledged for event in batches[number]}

    server.start()
    for batch in batches:
        server.post(key, json.dumps(batch))
    ids = [payload["event_id"] for payload in stored()]
    assert sorted(ids) == sorted(event["event_id"] for batch in batches for event in batch)


def test_a_client_that_takes_its_time_to_send_is_no_database_that_hangs(
    server: Server, make_key: Callable[..., str]
) -> None:
    body = json.dumps([make_event()]).encode().ljust(200_000)

    def slowly() -> Iterator[bytes]:
        yield body[:1000]
        time.sleep(PATIENCE_S + 1)
        yield body[1000:]

    assert server.post(make_key("events:write"), slowly(), **{"Content-Length": str(len(body))})["accepted"] == 1
