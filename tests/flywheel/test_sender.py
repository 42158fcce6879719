"""The sender against a real HTTP server that answers as it is told, and against the death of its own process."""

import ast
import gzip
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event as Flag
from threading import Thread
from typing import Any, NamedTuple

import pytest

from flywheel import sender as module
from flywheel.sender import Sender

KEY = "fw_public_secret"
RESTART = {"retry_seconds": 0.02, "orphan_seconds": 0.5, "flush_seconds": 0.02}


class Answer(NamedTuple):
    status: int
    body: bytes = b""
    headers: dict[str, str] = {}


Script = Callable[[dict[str, Any]], Answer | None]  # a decoded post to an answer; None: as a Flywheel server would


class Flywheel:
    """Stores what is posted, unless `script` answers in its place."""

    def __init__(self) -> None:
        self.posts: list[dict[str, Any]] = []  # decoded bodies, also of refused posts
        self.headers: list[dict[str, str]] = []
        self.times: list[float] = []
        self.stored: dict[str, dict[str, Any]] = {}
        self.script: Script = lambda post: None
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._http.handle_error = lambda *_: None  # type: ignore[method-assign]  # senders that were killed hang up
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        Thread(target=self._http.serve_forever, daemon=True, args=(0.05,)).start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        flywheel = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.path == "/api/v1/events"
                body = self.rfile.read(int(self.headers["Content-Length"]))
                post = json.loads(gzip.decompress(body))
                flywheel.posts.append(post)
                flywheel.headers.append(dict(self.headers))
                flywheel.times.append(time.monotonic())
                self.reply(flywheel.script(post) or flywheel.store(post))

            def do_GET(self) -> None:
                raise AssertionError("a redirect was followed")

            def reply(self, answer: Answer) -> None:
                self.send_response(answer.status)
                for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *args: Any) -> None:
                pass

        return Handler

    def store(self, post: dict[str, Any]) -> Answer:
        seen = [event for event in post["events"] if event["event_id"] in self.stored]
        self.stored |= {event["event_id"]: event for event in post["events"]}
        new = len(post["events"]) - len(seen)
        receipt = {"batch_id": "b", "accepted": new, "duplicates": len(seen), "rejected": 0, "errors": []}
        return Answer(202, json.dumps(receipt).encode())


@pytest.fixture
def server() -> Iterator[Flywheel]:
    flywheel = Flywheel()
    yield flywheel
    flywheel.close()


@pytest.fixture
def make(server: Flywheel, tmp_path: Path) -> Iterator[Callable[..., Sender]]:
    made: list[Sender] = []

    def sender(**changes: Any) -> Sender:
        settings = {"url": server.url, "folder": tmp_path / "events", **RESTART, **changes}
        made.append(Sender(key=KEY, client_name="plugin", client_version="1.2", **settings))
        return made[-1]

    yield sender
    for one in made:
        one.close(timeout=0)


def event(name: str = "i", **data: Any) -> dict[str, Any]:
    return {"type": "candidate.shown", "interaction_id": name, "candidate_id": "c", "data": data}


def problem(status: int, code: str, **headers: str) -> Answer:
    return Answer(status, json.dumps({"code": code, "status": status}).encode(), headers)


def until(condition: Callable[[], Any], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.01)


def files(folder: Path, suffix: str = "*") -> list[Path]:
    return sorted((folder / "events").glob(f"*/*.{suffix}"))


# What is sent


def test_events_arrive_with_ids_times_and_the_sender_s_name(server: Flywheel, make: Callable[..., Sender]) -> None:
    sender = make()
    sender.send(event("a"))
    sender.send(event("b") | {"event_id": "", "occurred_at": None})
    assert sender.flush()
    first, second = server.stored.values()
    assert (first["interaction_id"], second["interaction_id"]) == ("a", "b")
    assert uuid.UUID(first["event_id"]) != uuid.UUID(second["event_id"])
    post = server.posts[0]
    assert post["client"] == {"name": "plugin", "version": "1.2"}
    for moment in (first["occurred_at"], second["occurred_at"], post["sent_at"]):
        assert abs(datetime.fromisoformat(moment) - datetime.now(UTC)) < timedelta(seconds=10)
    headers = server.headers[0]
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert headers["Content-Encoding"] == "gzip"
    assert "dropped" not in post


def test_what_the_caller_gave_is_kept_and_the_caller_s_dict_is_not_touched(
    server: Flywheel, make: Callable[..., Sender]
) -> None:
    sender, given = make(), event() | {"event_id": str(uuid.uuid4()), "occurred_at": "2026-01-01T00:00:00+01:00"}
    before, bare = dict(given), event()
    sender.send(given)
    sender.send(bare)
    assert sender.flush()
    assert server.stored[given["event_id"]] == before
    assert given == before
    assert bare == event()


def test_events_gather_into_batches_of_at_most_the_given_size(server: Flywheel, make: Callable[..., Sender]) -> None:
    sender = make(batch_events=10, flush_seconds=60)
    for number in range(25):
        sender.send(event(str(number)))
    until(lambda: len(server.stored) == 20)
    time.sleep(0.1)
    assert [len(post["events"]) for post in server.posts] == [10, 10]  # five wait for others
    assert sender.flush()
    assert [len(post["events"]) for post in server.posts] == [10, 10, 5]
    assert [one["interaction_id"] for one in server.stored.values()] == [str(number) for number in range(25)]


def test_events_wait_for_flush_seconds_and_no_longer(server: Flywheel, make: Callable[..., Sender]) -> None:
    sender = make(flush_seconds=0.3)
    started = time.monotonic()
    sender.send(event("a"))
    sender.send(event("b"))
    until(lambda: server.posts)
    assert 0.3 <= server.times[0] - started < 2
    assert len(server.posts[0]["events"]) == 2


def test_text_of_any_kind_arrives(server: Flywheel, make: Callable[..., Sender]) -> None:
    sender, text = make(), 'é漢\u2028\n"\\\x00😀'
    sender.send(event(text=text))
    sender.send(event(text="cut \ud83d"))
    assert sender.flush()
    texts = [one["data"]["text"] for one in server.stored.values()]
    assert texts == [text, "cut \ud83d"]  # the second as an escape, which a Flywheel server mends


def test_send_takes_microseconds_while_nothing_answers(make: Callable[..., Sender]) -> None:
    sender = make(url="http://127.0.0.1:9")
    started = time.perf_counter()
    for _ in range(2000):
        sender.send(event(text="x" * 1000))
    assert (time.perf_counter() - started) / 2000 < 500e-6  # some 10 µs on an idle machine


@pytest.mark.parametrize("bad", [None, 7, "x", [1], {1: object()}, {"data": float("nan")}, {"data": {1, 2}}])
def test_what_is_no_event_is_counted_and_raises_nothing(
    server: Flywheel, make: Callable[..., Sender], bad: Any
) -> None:
    sender = make()
    sender.send(bad)
    sender.send(event())
    assert sender.flush()
    assert len(server.stored) == 1
    assert sender.stats()["dropped"] == {"invalid": 1}


def test_an_event_nested_without_end_is_counted(make: Callable[..., Sender]) -> None:
    sender, endless = make(), event()
    endless["data"]["self"] = endless
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"d": deep}
    sender.send(endless)
    sender.send(event(deep=deep))
    assert sender.flush()
    assert sender.stats()["dropped"] == {"invalid": 2}
    while deep:  # unravelled by hand: Python's own way down is recursive
        deep = deep.pop("d")


def test_losses_are_told_to_the_server(server: Flywheel, make: Callable[..., Sender]) -> None:
    sender = make(flush_seconds=60)
    sender.send(event(text="x" * module.MAX_EVENT_BYTES))
    sender.send({"data": object()})
    sender.send({"data": object()})
    sender.send(event())
    assert sender.flush()
    assert sender.flush()  # of what the first one's writing found
    assert [post["dropped"] for post in server.posts if "dropped" in post] == [{"too_large": 1, "invalid": 2}]
    assert len(server.stored) == 1


# What the server answers


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408, 429])
def test_a_server_in_trouble_gets_the_same_events_again(
    server: Flywheel, make: Callable[..., Sender], status: int
) -> None:
    server.script = lambda post: Answer(status) if len(server.posts) < 4 else None
    sender = make()
    sender.send(event())
    until(lambda: server.stored)
    assert len(server.posts) == 4
    assert [post["events"] for post in server.posts] == [server.posts[0]["events"]] * 4
    until(lambda: sender.stats()["accepted"] == 1)
    assert sender.stats()["dropped"] == {}
    assert sender.stats()["last_error"] == ""


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured(server: Flywheel, make: Callable[..., Sender], status: int) -> None:
    server.script = lambda post: problem(status, "x", **{"Retry-After": "1"}) if len(server.posts) < 2 else None
    sender = make()
    sender.send(event())
    until(lambda: server.posts)
    assert not sender.flush(timeout=0.3)
    assert sender.stats()["last_error"] == f"HTTP {status}"
    assert 0.2 < sender.stats()["retry_in"] < 1.5
    until(lambda: server.stored)
    assert server.times[1] - server.times[0] >= 1


def test_retry_after_is_a_number_or_a_date_and_bounded() -> None:
    in_a_minute = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert module._retry_after("7") == 7
    assert 55 < (module._retry_after(in_a_minute) or 0) <= 60
    assert module._retry_after("-3") == 0
    assert module._retry_after("soon") is module._retry_after(None) is None
    assert module._pause(module._Answer(503, retry_after=1e9), 1, 1.0) <= module.LONGEST_RETRY_AFTER + 1


def test_pauses_grow_to_a_limit_and_differ() -> None:
    away = module._Answer(error="URLError")
    for failures, most in [(1, 1.0), (2, 2.0), (5, 16.0), (99, module.LONGEST_PAUSE)]:
        pauses = {module._pause(away, failures, 1.0) for _ in range(50)}
        assert most / 2 <= min(pauses) <= max(pauses) <= most
        assert len(pauses) > 10


@pytest.mark.parametrize("status", [401, 403, 404, 405, 415, 301, 307])
def test_a_key_or_an_address_that_does_not_work_costs_no_event(
    server: Flywheel, make: Callable[..., Sender], monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setattr(module, "SLOW_PAUSE", 0.5)
    server.script = lambda post: (
        problem(status, "x", Location=server.url + "/api/v1/events") if len(server.posts) < 3 else None
    )
    sender = make()
    sender.send(event())
    until(lambda: server.posts)
    until(lambda: sender.stats()["last_error"] == f"HTTP {status}")
    assert sender.stats()["retry_in"] > 0.1
    until(lambda: server.stored)
    assert len(server.posts) == 3
    assert server.times[1] - server.times[0] >= 0.3
    assert sender.stats()["dropped"] == {}


def test_a_key_mended_at_the_next_start_sends_what_waited(
    server: Flywheel, make: Callable[..., Sender], tmp_path: Path
) -> None:
    server.script = lambda post: problem(401, "invalid_key")
    first = make()
    first.send(event())
    until(lambda: server.posts)
    assert not first.close(timeout=0.1)
    assert len(files(tmp_path, "batch")) == 1
    server.script = lambda post: None
    make()
    until(lambda: server.stored)
    assert server.posts[0]["events"] == server.posts[1]["events"]
    until(lambda: not files(tmp_path, "batch"))


def test_a_batch_too_large_is_sent_in_halves(server: Flywheel, make: Callable[..., Sender]) -> None:
    server.script = lambda post: problem(413, "too_many_events") if len(post["events"]) > 3 else None
    sender = make(batch_events=10)
    for number in range(10):
        sender.send(event(str(number)))
    assert sender.flush()
    assert [one["interaction_id"] for one in server.stored.values()] == [str(number) for number in range(10)]
    assert sender.stats()["dropped"] == {}
    assert sender.stats()["accepted"] == 10


def test_one_event_too_large_for_the_server_is_dropped_alone_and_told(
    server: Flywheel, make: Callable[..., Sender]
) -> None:
    def script(post: dict[str, Any]) -> Answer | None:
        large = any(one["interaction_id"] == "3" for one in post["events"])
        return problem(413, "event_too_large") if large else None

    server.script = script
    sender = make(batch_events=8)
    for number in range(8):
        sender.send(event(str(number)))
    assert sender.flush()
    assert len(server.stored) == 7
    assert sender.stats()["dropped"] == {"too_large": 1}
    until(lambda: any(post.get("dropped") == {"too_large": 1} for post in server.posts))


def test_a_bad_event_that_spoils_its_batch_is_isolated(server: Flywheel, make: Callable[..., Sender]) -> None:
    def script(post: dict[str, Any]) -> Answer | None:
        bad = any(one["interaction_id"] in {"0", "5"} for one in post["events"])
        return problem(400, "malformed_body") if bad else None

    server.script = script
    sender = make(batch_events=8)
    for number in range(8):
        sender.send(event(str(number)))
    assert sender.flush()
    assert sorted(one["interaction_id"] for one in server.stored.values()) == ["1", "2", "3", "4", "6", "7"]
    assert sender.stats()["dropped"] == {"rejected:malformed_body": 2}


def test_a_400_that_no_flywheel_server_gave_says_nothing_about_the_events(
    server: Flywheel, make: Callable[..., Sender]
) -> None:
    server.script = lambda post: Answer(400, b"<html>Bad Request</html>")
    sender = make()
    sender.send(event())
    sender.send(event())
    until(lambda: server.posts)
    assert not sender.close(timeout=0.1)
    assert sender.stats()["dropped"] == {}
    assert sender.stats()["waiting_bytes"] > 0


@pytest.mark.parametrize("body", [b"<html>Please sign in</html>", b"", b"[]", b"{}", b"\xff"])
def test_a_success_without_a_receipt_settles_nothing(
    server: Flywheel, make: Callable[..., Sender], body: bytes
) -> None:
    server.script = lambda post: Answer(200, body) if len(server.posts) < 2 else None
    sender = make()
    sender.send(event())
    until(lambda: server.stored)
    assert len(server.posts) == 2


def test_rejected_events_are_counted_by_code_and_not_sent_again(server: Flywheel, make: Callable[..., Sender]) -> None:
    errors = [{"index": 0, "code": "unknown_type"}, {"index": 1, "code": "unknown_type"}, {"index": 2}]
    receipt = {"accepted": 2, "duplicates": 1, "rejected": 3, "errors": errors}
    server.script = lambda post: Answer(202, json.dumps(receipt).encode())
    sender = make()
    sender.send(event())
    assert sender.flush()
    stats = sender.stats()
    assert (stats["accepted"], stats["duplicates"]) == (2, 1)
    assert stats["rejected"] == {"unknown_type": 2, "unknown": 1}
    assert stats["dropped"] == {}
    assert len(server.posts) == 1


def test_progress_is_kept_when_the_limit_of_the_key_is_small(server: Flywheel, make: Callable[..., Sender]) -> None:
    """Parts of a batch are settled between pauses; beginning anew each time would never come to an end."""
    small: list[int] = []  # sizes of the posts within the limit, of which every other one is put off

    def script(post: dict[str, Any]) -> Answer | None:
        if len(post["events"]) > 2:
            return problem(413, "batch_over_key_limit")
        small.append(len(post["events"]))
        return problem(429, "rate_limited", **{"Retry-After": "0"}) if len(small) % 2 else None

    server.script = script
    sender = make(batch_events=16)
    for number in range(16):
        sender.send(event(str(number)))
    until(lambda: len(server.stored) == 16)
    assert sum(small[1::2]) == 16
    until(lambda: sender.stats()["accepted"] == 16)
    assert sender.stats()["duplicates"] == 0


def test_a_server_that_never_answers_is_given_up_in_time(server: Flywheel, make: Callable[..., Sender]) -> None:
    held = Flag()

    def script(post: dict[str, Any]) -> Answer | None:
        if len(server.posts) == 1:
            held.wait(20)
        return None

    server.script = script
    sender = make(timeout=0.3)
    sender.send(event())
    until(lambda: server.stored)
    held.set()
    assert len(server.posts) >= 2


# What stays on disk


def test_events_wait_for_a_server_that_is_away_and_survive_a_restart(
    server: Flywheel, make: Callable[..., Sender], tmp_path: Path
) -> None:
    first = make(url="http://127.0.0.1:9")
    first.send(event("early"))
    until(lambda: first.stats()["last_error"])
    assert not first.close(timeout=0.2)
    (folder,) = {path.parent for path in files(tmp_path)}
    folder.rename(folder.with_name(hashlib.sha256(server.url.encode()).hexdigest()[:12]))  # as if it had moved
    second = make()
    second.send(event("late"))
    until(lambda: len(server.stored) == 2)
    assert {one["interaction_id"] for one in server.stored.values()} == {"early", "late"}


def test_another_server_s_folder_is_left_alone(server: Flywheel, make: Callable[..., Sender], tmp_path: Path) -> None:
    other = make(url="http://127.0.0.1:9")
    other.send(event("theirs"))
    other.close(timeout=0)
    ours = make()
    ours.send(event("ours"))
    assert ours.flush()
    time.sleep(0.3)
    assert [one["interaction_id"] for one in server.stored.values()] == ["ours"]
    assert len(files(tmp_path, "batch")) == 1


def test_files_are_readable_by_nobody_else(make: Callable[..., Sender], tmp_path: Path) -> None:
    sender = make(url="http://127.0.0.1:9")
    sender.send(event())
    until(lambda: files(tmp_path, "batch"))
    for path in files(tmp_path):
        assert path.stat().st_mode & 0o077 == 0
        assert path.parent.stat().st_mode & 0o077 == 0


def test_beyond_the_cap_the_oldest_go_first_and_the_loss_is_told(
    server: Flywheel, make: Callable[..., Sender], tmp_path: Path
) -> None:
    server.script = lambda post: Answer(503, headers={"Retry-After": "3600"}) if len(server.posts) == 1 else None
    sender = make(max_buffer_bytes=100_000, batch_events=5)
    sender.send(event("first"))
    until(lambda: server.posts)
    for number in range(100):
        sender.send(event(str(number), text="x" * 5000))
        time.sleep(0.001)
    until(lambda: sender.stats()["waiting"] == 0)
    kept = sum(path.stat().st_size for path in files(tmp_path))
    assert 50_000 < kept <= 100_000
    lost = sender.stats()["dropped"]["buffer_full"]
    sender.close(timeout=0.1)
    server.script = lambda post: None
    after = make()
    until(lambda: "99" in {one["interaction_id"] for one in server.stored.values()})
    assert after.flush()
    until(lambda: len(server.stored) + lost == 101)
    names = [one["interaction_id"] for one in server.stored.values()]
    assert names == [str(number) for number in range(100 - len(names), 100)]  # the latest, none missing among them
    assert sum(post.get("dropped", {}).get("buffer_full", 0) for post in server.posts[1:]) == lost


def test_a_disk_that_takes_nothing_is_waited_for(server: Flywheel, make: Callable[..., Sender], tmp_path: Path) -> None:
    (tmp_path / "events").write_text("a file where the folder should be")
    sender = make()
    sender.send(event())
    until(lambda: sender.stats()["last_error"])
    assert sender.stats()["waiting"] == 1
    assert not sender.flush(timeout=0.1)
    (tmp_path / "events").unlink()
    until(lambda: server.stored)


def test_a_torn_line_and_one_full_of_zeros_cost_nothing_else(
    server: Flywheel, make: Callable[..., Sender], tmp_path: Path
) -> None:
    folder = tmp_path / "events" / hashlib.sha256(server.url.encode()).hexdigest()[:12]
    folder.mkdir(parents=True)
    good = json.dumps(event() | {"event_id": "e1"}).encode()
    (folder / "0000000000001-000001-dead.open").write_bytes(good + b"\n" + bytes(20) + b"\n" + good[:9])
    sender = make()
    until(lambda: server.stored)
    assert list(server.stored) == ["e1"]
    assert server.posts[0]["dropped"] == {"damaged": 1}
    until(lambda: not files(tmp_path, "batch") and not files(tmp_path, "open"))
    assert sender.stats()["accepted"] == 1


# Several processes

CHILD = """
import sys, time
from flywheel.sender import Sender
url, folder, name, count = sys.argv[1:5]
sender = Sender(url, "fw_k_s", client_name="child", client_version="1", folder=folder, flush_seconds=0.02,
                retry_seconds=0.02, orphan_seconds=0.5, batch_events=7)
for number in range(int(count)):
    sender.send({"type": "candidate.shown", "event_id": f"{name}-{number}", "data": {"text": "x" * 300}})
    if number % 10 == 0:
        time.sleep(0.001)
print("sent", flush=True)
if "stay" in sys.argv:
    while sender.stats()["waiting"]:
        time.sleep(0.001)
    print("written", flush=True)
    time.sleep(60)
sender.close(timeout=20)
"""


def child(server: Flywheel, folder: Path, name: str, count: int, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-W", "error", "-c", CHILD, server.url, str(folder / "events"), name, str(count), *more]
    root = Path(module.__file__).parents[1]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def names(count: int, *owners: str) -> set[str]:
    return {f"{owner}-{number}" for owner in owners for number in range(count)}


def test_a_killed_process_loses_nothing_it_had_written(
    server: Flywheel, make: Callable[..., Sender], tmp_path: Path
) -> None:
    server.script = lambda post: Answer(503) if len(server.posts) > 5 else None
    with child(server, tmp_path, "a", 500, "stay") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"sent\n"
        assert process.stdout.readline() == b"written\n"
        process.send_signal(signal.SIGKILL)
    assert 0 < len(server.stored) < 500
    server.script = lambda post: None
    make()
    until(lambda: set(server.stored) == names(500, "a"))
    until(lambda: not files(tmp_path, "batch") and not files(tmp_path, "open"))
    until(lambda: len(files(tmp_path)) == 1)  # the dead one's sign of life is gone too


def test_a_process_killed_in_the_middle_of_its_stream_leaves_readable_files(
    server: Flywheel, make: Callable[..., Sender], tmp_path: Path
) -> None:
    """No event twice under two ids, none without one, and of what was sent nothing before the last is missing."""
    with child(server, tmp_path, "a", 100_000, "stay") as process:
        until(lambda: len(server.stored) > 50)
        process.send_signal(signal.SIGKILL)
    make()
    until(lambda: not files(tmp_path, "batch") and not files(tmp_path, "open"))
    assert set(server.stored) == names(len(server.stored), "a")
    assert all("damaged" not in post.get("dropped", {}) for post in server.posts)


def test_processes_share_a_folder(server: Flywheel, tmp_path: Path) -> None:
    processes = [child(server, tmp_path, name, 400) for name in ("a", "b", "c")]
    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, b"")
    assert set(server.stored) == names(400, "a", "b", "c")
    assert not files(tmp_path)


def test_a_process_taken_for_dead_writes_again_what_it_may_have_lost(
    server: Flywheel, make: Callable[..., Sender], tmp_path: Path
) -> None:
    """A laptop sleeps; when it wakes another process has taken its open file."""
    sleeper = make(flush_seconds=60)
    sleeper.send(event("before"))
    until(lambda: files(tmp_path, "open"))
    until(lambda: sleeper.stats()["waiting"] == 0)
    (mine,) = files(tmp_path, "open")
    stolen = mine.with_name("0000000000001-000001-thief.batch")
    mine.rename(stolen)
    sleeper.send(event("after"))
    assert sleeper.flush()
    assert [one["interaction_id"] for one in server.stored.values()] == ["after"]
    assert b'"before"' in stolen.read_bytes()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork.*:DeprecationWarning")
def test_after_a_fork_both_send_their_own(server: Flywheel, make: Callable[..., Sender], tmp_path: Path) -> None:
    sender = make(flush_seconds=60)
    sender.send(event("parent before"))
    until(lambda: files(tmp_path, "open"))
    process = os.fork()
    if not process:
        sender.send(event("child"))
        os._exit(0 if sender.close(timeout=10) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    assert [one["interaction_id"] for one in server.stored.values()] == ["child"]
    sender.send(event("parent after"))
    assert sender.flush()
    found = [one["interaction_id"] for post in server.posts for one in post["events"]]
    assert found == ["child", "parent before", "parent after"]


def test_leaving_the_process_sends_what_is_left(server: Flywheel, tmp_path: Path) -> None:
    code = CHILD.replace("sender.close(timeout=20)", "")
    command = [sys.executable, "-W", "error", "-c", code, server.url, str(tmp_path / "events"), "a", "20"]
    done = subprocess.run(command, cwd=Path(module.__file__).parents[1], capture_output=True, check=True, timeout=30)
    assert done.stderr == b""
    assert set(server.stored) == names(20, "a")


ENDLESS = """
import sys, time
from flywheel.sender import Sender
url, folder, name = sys.argv[1:4]
sender = Sender(url, "fw_k_s", client_name="child", client_version="1", folder=folder, flush_seconds=0.02,
                retry_seconds=0.02, orphan_seconds=0.3, batch_events=9)
count = 0
while True:
    for _ in range(20):
        sender.send({"type": "candidate.shown", "event_id": f"{name}-{count}", "data": {"text": "x" * 200}})
        count += 1
    while sender.stats()["waiting"]:
        time.sleep(0.001)
    print(count, flush=True)
"""


class Plugin:
    """A process that sends without end; `written` is how many events it had on disk at least."""

    def __init__(self, url: str, folder: Path, name: str) -> None:
        self.name, self.written = name, 0
        command = [sys.executable, "-c", ENDLESS, url, str(folder / "events"), name]
        root = Path(module.__file__).parents[1]
        self.process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
        self._reader = Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.written = int(line)

    def sleep(self, seconds: float) -> None:
        self.process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        with self.process:
            self.process.kill()
        self._reader.join()


@pytest.mark.slow
def test_whatever_dies_or_sleeps_nothing_written_is_lost(
    server: Flywheel, make: Callable[..., Sender], tmp_path: Path
) -> None:
    """Plugins share a folder, are killed, and sleep long enough to be taken for dead; the server fails now and then."""
    rng = random.Random(3)
    server.script = lambda post: Answer(503) if rng.random() < 0.2 else None
    plugins = [Plugin(server.url, tmp_path, f"p{number}") for number in range(9)]
    for step, doomed in enumerate(plugins):
        plugins[(step + 1) % len(plugins)].sleep(rng.uniform(0.4, 0.9))
        doomed.kill()
    server.script = lambda post: None
    make(orphan_seconds=0.3)
    until(lambda: not files(tmp_path, "batch") and not files(tmp_path, "open"), 60)
    missing = {f"{plugin.name}-{n}" for plugin in plugins for n in range(plugin.written)} - set(server.stored)
    assert missing == set()
    assert sum(plugin.written for plugin in plugins) > 1000
    assert not any("dropped" in post for post in server.posts)


# Manners


def test_after_closing_events_are_counted_and_nothing_is_sent(server: Flywheel, make: Callable[..., Sender]) -> None:
    sender = make()
    assert sender.close()
    sender.send(event())
    assert sender.close()
    assert sender.stats()["dropped"] == {"closed": 1}
    assert not server.posts


@pytest.mark.parametrize(
    "changes",
    [{"url": "ftp://h/"}, {"url": "flywheel"}, {"url": "http://"}, {"batch_events": 0}, {"batch_events": 501},
     {"key": ""}, {"key": "fw\n"}, {"key": "clé"}, {"client_name": "x" * 101}, {"client_version": "\0"}],
)  # fmt: skip
def test_settings_that_cannot_work_are_refused_without_repeating_the_key(
    changes: dict[str, Any], tmp_path: Path
) -> None:
    settings = {"url": "http://h", "key": "fw_k", "client_name": "p", "client_version": "1", "folder": tmp_path}
    with pytest.raises(ValueError) as refusal:
        Sender(**{**settings, **changes})
    assert "clé" not in str(refusal.value)


def test_neither_key_nor_content_is_in_what_it_says(
    server: Flywheel, make: Callable[..., Sender], capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    server.script = lambda post: problem(401, "invalid_key")
    sender = make()
    sender.send(event(text="top secret"))
    until(lambda: sender.stats()["last_error"])
    sender.close(timeout=0)
    said = "".join([*capfd.readouterr(), caplog.text, repr(sender.stats())])
    assert "top secret" not in said
    assert KEY not in said


def test_the_file_stands_alone_and_speaks_python_3_9() -> None:
    tree = ast.parse(Path(module.__file__).read_text(), feature_version=(3, 9))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    modules = {
        alias.name if isinstance(node, ast.Import) else str(node.module) for node in imports for alias in node.names
    }
    assert {name.partition(".")[0] for name in modules} <= sys.stdlib_module_names
