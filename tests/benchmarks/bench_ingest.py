"""Durable events per second over HTTP against raw COPY of the same rows.

Run: python -m tests.benchmarks.bench_ingest
The real server on an embedded PostgreSQL; bodies and rows prepared beforehand; the arms interleaved and repeated.
The printed ratios are medians over the rounds, so a busy machine moves both sides alike.
"""

import http.client
import multiprocessing
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
import psycopg

ROUNDS = 5
CONNECTIONS = 4
BATCH = 500
EVENTS_EACH = 6  # of one interaction, as clients send them
BATCHES_A_CONNECTION = 15
SINGLES_A_CONNECTION = 500
COPY_TARGET = 0.4
SINGLE_TARGET = 1000
_PROJECT = "bench"


def make_event(random_: random.Random, interaction: str) -> dict[str, object]:
    """About 1.2 KB of JSON, what a completion client sends for a candidate."""
    words = [random_.choice(_WORDS) for _ in range(140)]
    return {
        "event_id": str(uuid.UUID(int=random_.getrandbits(128), version=4)),
        "type": "candidate.generated",
        "occurred_at": "2026-11-20T10:15:30.123Z",
        "session_id": f"session-{random_.randrange(50)}",
        "developer_id": f"developer-{random_.randrange(20)}",
        "interaction_id": interaction,
        "candidate_id": f"candidate-{random_.getrandbits(40):x}",
        "actor": "system",
        "data": {
            "text": " ".join(words) + "\n",
            "model": "completion-7b",
            "checkpoint": "round-3",
            "params": {"temperature": 0.2, "top_p": 0.95, "max_tokens": 256},
            "latency_ms": random_.randrange(50, 900),
            "logprob_sum": -random_.random() * 40,
            "finish_reason": "stop",
        },
    }


_WORDS = [
    "return",
    "self",
    "value",
    "for",
    "item",
    "in",
    "items",
    "if",
    "not",
    "None",
    "=",
    "(",
    ")",
    "items[0]",
    "append",
    "\n   ",
]


def make_batches(seed: int) -> list[list[dict[str, object]]]:
    random_ = random.Random(seed)
    names = [f"interaction-{random_.getrandbits(48):x}" for _ in range(BATCH // EVENTS_EACH + 1)]
    return [
        [make_event(random_, f"{names[number // EVENTS_EACH]}-{batch}") for number in range(BATCH)]
        for batch in range(CONNECTIONS * BATCHES_A_CONNECTION)
    ]


# --- the arms ---


def copy_arm(url: str, batches: list[list[dict[str, object]]]) -> tuple[float, float]:
    """Rows a second of raw COPY by one connection in one transaction, of rows packed beforehand.

    First of the event rows alone, then of all that the store keeps of an event: its row and its idempotency key.
    """
    from telemetry.store.rows import COLUMNS, KEY_COLUMNS

    events = [event for batch in batches for event in batch]
    rows, keys = _packed_rows(events), _packed_keys(events)
    with psycopg.connect(url) as connection:
        started = time.perf_counter()
        _copy(connection, f"telemetry_event ({COLUMNS})", rows)
        copied = time.perf_counter() - started
        _copy(connection, f"telemetry_event_key ({KEY_COLUMNS})", keys)
        with_keys = time.perf_counter() - started
        connection.commit()
        committed = time.perf_counter() - started - with_keys
    return len(events) / (copied + committed), len(events) / (with_keys + committed)


def _packed_rows(events: list[dict[str, object]]) -> bytes:
    from telemetry.contracts import interaction_uid
    from telemetry.store.rows import NewEvent, copy_data

    rows = [
        NewEvent(
            uuid.UUID(str(event["event_id"])).bytes,
            b"",
            str(event["type"]).encode(),
            interaction_uid(str(event["interaction_id"])).bytes,
            1_795_000_000_000_000,
            msgspec.json.encode(event),
        )
        for event in events
    ]
    return copy_data(1, uuid.uuid4().bytes, time.time_ns() // 1000, rows)


def _packed_keys(events: list[dict[str, object]]) -> bytes:
    from telemetry.store.rows import copy_keys

    ids = sorted(uuid.UUID(str(event["event_id"])).bytes for event in events)
    return copy_keys(1, [(event_id, event_id) for event_id in ids])


def _copy(connection: psycopg.Connection[tuple[object, ...]], target: str, data: bytes) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN (FORMAT binary)") as copy:
        for start in range(0, len(data), 1 << 20):
            copy.write(data[start : start + (1 << 20)])


def http_arm(port: int, key: str, bodies: list[bytes]) -> float:
    """Posts a second over CONNECTIONS kept-alive connections, each from a process of its own."""
    requests = [_request(body, key) for body in bodies]
    barrier = multiprocessing.Barrier(CONNECTIONS + 1)
    shares = [requests[index::CONNECTIONS] for index in range(CONNECTIONS)]
    senders = [multiprocessing.Process(target=_send, args=(port, share, barrier)) for share in shares]
    for sender in senders:
        sender.start()
    barrier.wait()
    started = time.perf_counter()
    for sender in senders:
        sender.join()
    elapsed = time.perf_counter() - started
    if any(sender.exitcode for sender in senders):
        raise SystemExit("A post was not answered with 202.")
    return len(requests) / elapsed


def _request(body: bytes, key: str) -> bytes:
    head = (
        f"POST /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _send(port: int, requests: list[bytes], barrier: "multiprocessing.synchronize.Barrier") -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        barrier.wait()
        for request in requests:
            connection.sendall(request)
            answer = _answer(connection)
            if not answer.startswith(b"HTTP/1.1 202") or b'"accepted":0' in answer:
                sys.exit(answer[:600].decode("utf-8", "replace"))


def _answer(connection: socket.socket) -> bytes:
    """The answer to a post: it is whole once its JSON object is closed."""
    answer = b""
    while not answer.endswith(b"}"):
        received = connection.recv(65536)
        if not received:
            sys.exit("The server hung up.")
        answer += received
    return answer


# --- the server ---


@contextmanager
def running_server(url: str) -> Iterator[int]:
    from flywheel.runtime import programs

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [*programs.web("127.0.0.1", port).command, "--log-level", "warning"]
    server = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/api/v1/events/schema")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


def prepared_database() -> str:
    """A fresh, migrated database on the embedded server of the state folder."""
    from flywheel.runtime import embedded

    server = embedded.start(Path(os.environ["FLYWHEEL_HOME"]) / "postgres")
    url = str(server.get_uri())
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS bench_ingest WITH (FORCE)")
        connection.execute("CREATE DATABASE bench_ingest")
    return url.replace("/postgres?", "/bench_ingest?")


def manage(url: str, *arguments: str) -> str:
    run = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env={**os.environ, "DATABASE_URL": url},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return run.stdout.strip()


# --- the run ---


def main() -> None:
    if not os.environ.get("FLYWHEEL_HOME"):
        os.environ["FLYWHEEL_HOME"] = tempfile.mkdtemp(prefix="flywheel-bench-")
        Path(os.environ["FLYWHEEL_HOME"]).chmod(0o755)  # the embedded server may run as another user
    url = prepared_database()
    manage(url, "migrate", "--verbosity", "0")
    manage(url, "create_project", _PROJECT)
    key = manage(url, "create_key", "--project", _PROJECT, "--scope", "events:write")
    with running_server(url) as port:
        _round(url, port, key, 0)  # warms connections, plans and caches
        rounds = [_round(url, port, key, number) for number in range(1, ROUNDS + 1)]
    _report(rounds)


class Round(NamedTuple):
    """Rates of one round, a second."""

    copied: float  # event rows
    copied_with_keys: float
    posted: float  # events in batches over HTTP
    single: float  # posts of one event


def _round(url: str, port: int, key: str, number: int) -> Round:
    copied = copy_arm(url, make_batches(3 * number))
    batches = make_batches(3 * number + 1)
    posted = http_arm(port, key, [msgspec.json.encode({"events": batch}) for batch in batches]) * BATCH
    random_ = random.Random(3 * number + 2)
    events = [
        make_event(random_, f"single-{random_.getrandbits(48):x}") for _ in range(CONNECTIONS * SINGLES_A_CONNECTION)
    ]
    single = http_arm(port, key, [msgspec.json.encode(event) for event in events])
    print(
        f"COPY {copied[0]:9,.0f} rows/s, with keys {copied[1]:9,.0f}   "
        f"batches {posted:9,.0f} events/s   singles {single:7,.0f} requests/s",
        flush=True,
    )
    return Round(*copied, posted, single)


def _report(rounds: list[Round]) -> None:
    with_keys = statistics.median(each.posted / each.copied_with_keys for each in rounds)
    alone = statistics.median(each.posted / each.copied for each in rounds)
    single = statistics.median(each.single for each in rounds)
    print(f"batches of {BATCH}: {with_keys:.2f} x COPY of what is stored (target {COPY_TARGET}),", end=" ")
    print(f"{alone:.2f} x COPY of the event rows alone")
    print(f"singles: {single:,.0f} requests/s (target {SINGLE_TARGET:,})")


if __name__ == "__main__":
    main()
