"""How soon a record is visible after the last event it rests on, while 1 000 events a second arrive for a minute.

Run: python -m tests.benchmarks.bench_freshness [seconds] [events a second]
Prints the 50th and 95th percentile and the maximum, in seconds, and how many interactions made their record.
"""

import json
import sys
import time
import uuid
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from typing import Any

from tests.benchmarks import scratch

EVENTS_EACH = 5  # started, generated, shown, accepted, retained
BATCH_EVENTS = 500
POLL_S = 0.25
GIVE_UP_S = 60.0


def interaction(number: int, run: str) -> list[dict[str, Any]]:
    """One accepted and retained completion with about 1.5 KB of code, unlike every other one."""
    name = f"i-{run}-{number}"
    start = datetime.now(UTC) - timedelta(seconds=400)
    body = "\n".join(f"    total_{number}_{line} = weight[{line}] * value_{number}" for line in range(8))
    prefix = f"import math\n\n\ndef score_{number}(weight, value_{number}):\n" + body

    def event(kind: str, after_s: float, data: dict[str, Any], actor: str = "human") -> dict[str, Any]:
        candidate = {} if kind.startswith("interaction") else {"candidate_id": f"{name}-c"}
        return {
            "event_id": str(uuid.uuid4()),
            "type": kind,
            "occurred_at": (start + timedelta(seconds=after_s)).isoformat(),
            "session_id": f"session-{number // 20}",
            "developer_id": f"developer-{number % 5000}",
            "interaction_id": name,
            "actor": actor,
            "data": data,
            **candidate,
        }

    text = f"\n    return math.fsum([total_{number}_0, total_{number}_1, {number}])\n"
    prompt = {"surface": "completion", "language": "python", "prompt": {"prefix": prefix, "suffix": ""}}
    return [
        event("interaction.started", 0, prompt, "system"),
        event("candidate.generated", 0.2, {"text": text, "model": "bench"}, "system"),
        event("candidate.shown", 0.3, {"position": 0, "of": 1, "randomized": False}, "system"),
        event("candidate.accepted", 3, {"kind": "full"}),
        event("candidate.retained", 303, {"after_s": 300, "fraction": 1.0}),
    ]


def post_for(server: Any, seconds: int, rate: int) -> dict[uuid.UUID, float]:
    """Posts at the rate in batches; returns when each interaction's events were acknowledged."""
    from telemetry.contracts import interaction_uid

    run, number, acknowledged = uuid.uuid4().hex[:8], 0, {}
    begin = time.monotonic()
    for batch in range(seconds * rate // BATCH_EVENTS):
        numbers = range(number, number + BATCH_EVENTS // EVENTS_EACH)
        number += len(numbers)
        events = [event for each in numbers for event in interaction(each, run)]
        time.sleep(max(0.0, begin + batch * BATCH_EVENTS / rate - time.monotonic()))
        status, receipt = server.request("POST", "/api/v1/events", json.dumps(events).encode())
        assert status == 202, receipt
        assert receipt["accepted"] == BATCH_EVENTS, receipt
        acknowledged.update({interaction_uid(f"i-{run}-{each}"): time.monotonic() for each in numbers})
    return acknowledged


class Watch:
    """Notes when each interaction's first record is seen, by reading new rows in order of id."""

    def __init__(self) -> None:
        self.seen: dict[uuid.UUID, float] = {}
        self._last = 0

    def look(self) -> None:
        from exports.models import Record

        rows = list(Record.objects.filter(id__gt=self._last).order_by("id").values_list("id", "interactions"))
        now = time.monotonic()
        for row, interactions in rows:
            self._last = row
            for uid in interactions:
                self.seen.setdefault(uid, now)


def main(seconds: int = 60, rate: int = 1000) -> None:
    home = scratch.prepare()
    from concurrent.futures import ThreadPoolExecutor

    from flywheel.projects import keys
    from flywheel.projects.models import Project
    from tests.flows import processes

    project = Project.objects.create(slug=f"bench-{uuid.uuid4().hex[:6]}")
    watch = Watch()
    with processes.web_server(home) as url, processes.worker(home), ThreadPoolExecutor(1) as pool:
        server = processes.Server(url, keys.make(project, ["events:write"]).token)
        posting = pool.submit(post_for, server, seconds, rate)
        while not posting.done():
            watch.look()
            time.sleep(POLL_S)
        acknowledged = posting.result()
        deadline = time.monotonic() + GIVE_UP_S
        while len(watch.seen) < len(acknowledged) and time.monotonic() < deadline:
            watch.look()
            time.sleep(POLL_S)
    report(acknowledged, watch.seen, rate)


def report(acknowledged: dict[uuid.UUID, float], seen: dict[uuid.UUID, float], rate: int) -> None:
    waits = sorted(seen[uid] - at for uid, at in acknowledged.items() if uid in seen)
    print(f"freshness at {rate} events/s: {len(waits)} of {len(acknowledged)} interactions made their record")
    if len(waits) > 1:
        cuts = quantiles(waits, n=100)
        print(f"  seconds from acknowledgement to record: p50 {cuts[49]:.1f}  p95 {cuts[94]:.1f}  max {waits[-1]:.1f}")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
