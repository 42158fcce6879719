"""What the recording gateway adds to an upstream's latency, and what slow upstreams cost the posts of events.

Run: python -m tests.benchmarks.bench_gateway
The real server on an embedded PostgreSQL, and one upstream on this machine, asked directly and through the gateway in
turns, request by request, so a busy machine moves both sides alike. Prints the 50th and 95th percentile of both in
milliseconds and their differences, for one client and for eight, with an upstream that answers at once and one that
takes 50 ms. Then, with an upstream that takes a second and eight clients waiting for it: how long native posts take,
by threads of the web server, against the same posts with nobody waiting.
"""

import http.client
import json
import multiprocessing
import os
import statistics
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from typing import Any
from urllib.parse import urlsplit

from tests.benchmarks import scratch

REQUESTS = 400  # of each side, by all clients together
CLIENTS = (1, 8)
DELAYS_MS = (0, 50)
THREADS = 16  # for the figures of latency: enough that no client waits for a thread
STARVED_THREADS = (4, 8, 16)
POSTS = 1500
SLOW_S = 1.0
PREFIX = (
    "".join(f"def score_{line}(value):\n    return value * {line}\n\n\n" for line in range(40)) + "def total(values):\n"
)
ASK = json.dumps({"language": "python", "segments": {"prefix": PREFIX, "suffix": "\n\nprint(total([1]))\n"}}).encode()


class Caller:
    """One kept-alive connection."""

    def __init__(self, url: str, path: str, key: str = "") -> None:
        parts = urlsplit(url)
        self._wire = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
        self._path = path
        self._headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}

    def post(self, body: bytes) -> tuple[int, float]:
        """Status and milliseconds."""
        started = time.perf_counter()
        self._wire.request("POST", self._path, body, self._headers)
        answer = self._wire.getresponse()
        answer.read()
        return answer.status, (time.perf_counter() - started) * 1000


@contextmanager
def upstream(delay_s: float) -> Iterator[str]:
    """A Tabby server in a process of its own."""
    urls: multiprocessing.Queue[str] = multiprocessing.Queue()
    stop = multiprocessing.Event()
    process = multiprocessing.Process(target=_serve, args=(delay_s, urls, stop))
    process.start()
    try:
        yield urls.get(timeout=30)
    finally:
        stop.set()
        process.join()


def _serve(delay_s: float, urls: "multiprocessing.Queue[str]", stop: Event) -> None:
    from tests.telemetry.clients.tabby.upstream import tabby_upstream

    with tabby_upstream() as server:
        server.delay_s = delay_s
        urls.put(server.url)
        stop.wait()


def latencies(direct: str, through: str, key: str, clients: int) -> tuple[list[float], list[float]]:
    """Milliseconds asked directly and through the gateway, each client taking turns between the two."""
    bare: list[float] = []
    gateway: list[float] = []

    def run() -> None:
        callers = (Caller(direct, "/v1/completions"), Caller(through, "/clients/tabby/v1/completions", key))
        for number in range(20 + REQUESTS // clients):
            for caller, times in zip(callers, (bare, gateway), strict=True):
                status, taken = caller.post(ASK)
                assert status == 200, status
                if number >= 20:  # after warming up
                    times.append(taken)

    in_parallel(run, clients)
    return bare, gateway


def in_parallel(run: Any, clients: int) -> None:
    threads = [threading.Thread(target=run) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def report_latency(bare: list[float], gateway: list[float], clients: int, delay_ms: int) -> None:
    added = [percentile(gateway, share) - percentile(bare, share) for share in (50, 95)]
    print(
        f"upstream {delay_ms:2} ms, {clients} client{'s' if clients > 1 else ' '}: "
        f"bare p50 {percentile(bare, 50):6.1f} p95 {percentile(bare, 95):6.1f}   "
        f"gateway p50 {percentile(gateway, 50):6.1f} p95 {percentile(gateway, 95):6.1f}   "
        f"added p50 {added[0]:5.1f} p95 {added[1]:5.1f} ms",
        flush=True,
    )


def percentile(values: list[float], share: int) -> float:
    return statistics.quantiles(values, n=100)[share - 1]


def starvation(url: str, key: str) -> tuple[list[float], list[float], dict[int, int]]:
    """Milliseconds of native posts with nobody and with eight clients waiting for a slow upstream, and how those
    clients were answered, by status.
    """
    from tests.benchmarks.bench_freshness import interaction

    statuses: dict[int, int] = {}
    done = threading.Event()

    def wait_for_completions() -> None:
        caller = Caller(url, "/clients/tabby/v1/completions", key)
        while not done.is_set():
            status, _ = caller.post(ASK)
            statuses[status] = statuses.get(status, 0) + 1
            if status != 200:
                time.sleep(SLOW_S)  # as an editor would: the next keystrokes ask again

    def post(run: str) -> list[float]:
        caller = Caller(url, "/api/v1/events", key)
        return [caller.post(json.dumps(interaction(number, run)).encode())[1] for number in range(POSTS)]

    alone = post("alone" + key[-6:])
    waiting = [threading.Thread(target=wait_for_completions) for _ in range(8)]
    for thread in waiting:
        thread.start()
    time.sleep(SLOW_S / 2)
    beside = post("beside" + key[-6:])
    done.set()
    for thread in waiting:
        thread.join()
    return alone, beside, statuses


def main() -> None:
    home = scratch.prepare()
    from flywheel.projects import keys
    from flywheel.projects.models import Project
    from telemetry.models import Upstream
    from tests.flows import processes

    project = Project.objects.create(slug=f"bench-{uuid.uuid4().hex[:6]}")
    key = keys.make(project, ["events:write"]).token

    @contextmanager
    def serving(delay_s: float, threads: int) -> Iterator[tuple[str, str]]:
        os.environ["FLYWHEEL_WEB_THREADS"] = str(threads)  # the gateway counts its places by it
        with upstream(delay_s) as address, processes.web_server(home, threads=threads) as url:
            Upstream.objects.update_or_create(
                project=project, name="local", defaults={"kind": "tabby", "url": address, "allow_internal": True}
            )
            yield address, url

    for delay_ms in DELAYS_MS:
        with serving(delay_ms / 1000, THREADS) as (address, url):
            for clients in CLIENTS:
                report_latency(*latencies(address, url, key, clients), clients, delay_ms)
    for threads in STARVED_THREADS:
        with serving(SLOW_S, threads) as (_, url):
            alone, beside, statuses = starvation(url, key)
        print(
            f"{threads:2} threads, 8 clients at an upstream of {SLOW_S:.0f} s: posts of 5 events "
            f"p50 {percentile(beside, 50):6.1f} p95 {percentile(beside, 95):6.1f} ms "
            f"(alone {percentile(alone, 50):.1f} and {percentile(alone, 95):.1f}), completions by status {statuses}",
            flush=True,
        )


if __name__ == "__main__":
    main()
