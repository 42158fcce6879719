"""Sends events to a Flywheel server from inside an editor, an agent or any other program.

One file, the standard library only, Python 3.9 or later: copy it into your plugin, or read it as the reference for a
sender in another language. It imports nothing of Flywheel.

    sender = Sender("https://flywheel.example", key, client_name="my-plugin", client_version="1.2.0", folder=cache_dir)
    sender.send({"type": "candidate.accepted", "interaction_id": "i1", "candidate_id": "c1", "data": {"kind": "full"}})
    ...
    sender.close(timeout=2)

The protocol, in any language:

1. Give each event an `event_id` (a UUID) and `occurred_at` (RFC 3339 with offset) when it happens, and keep it on disk.
   From now on it is sent until it is answered, always under the same id: what arrives twice is stored once.
2. POST up to 500 events to `<url>/api/v1/events` as `{"client": {"name", "version"}, "sent_at", "events": [...]}`, with
   `Authorization: Bearer <key>` and, if you like, gzip. `sent_at` is your clock at the moment of sending: the server
   corrects a wrong clock by it.
3. 202: every event is settled and may be forgotten. `accepted` and `duplicates` are stored; those in `errors` were
   refused for good, each with a `code`, and wait in the server's quarantine. Do not send them again.
4. 429 and 503: wait as `Retry-After` says. Other 5xx, or no answer: wait, longer each time, with some randomness.
   413: send halves. 400 with a `code`: halve until the bad event is alone, and drop that. Anything else (401, 403, a
   proxy's page): keep the events and try again slowly, since somebody can mend the key or the address.
5. Where you had to drop events, say so: `"dropped": {"<reason>": <count>}` beside `events`, so that loss shows.

Guarantees. `send` never waits and never raises. A thread writes the event to `folder` at once: from then on it survives
the death of this process (`kill -9`), and is sent by the next process with the same folder and URL. Files are synced
to the device when a batch is closed, so a power cut costs the last `flush_seconds` at most. The buffer holds
`max_buffer_bytes`; beyond it the oldest batch is dropped and counted. Proxies are those urllib finds (`HTTPS_PROXY`,
`NO_PROXY`, the system's settings). Redirects are not followed: they would carry the key elsewhere. Neither the key nor
an event's content is ever logged. Use one folder for one server and project; processes may share it.

How processes share a folder without locks: each writes files that bear its own random name and touches
`<name>.alive` every few seconds. Files whose owner stopped doing so are renamed by whoever sees it first; a rename
succeeds for one. Should the owner live after all (a laptop slept), it sees that its file is gone and writes the events
again. A file is removed only when all its events are settled, so the worst that happens is a duplicate.
"""

from __future__ import annotations

import atexit
import contextlib
import email.utils
import gzip
import hashlib
import http.client
import json
import os
import random
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
import weakref
from collections import Counter, deque
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Callable, NamedTuple

MAX_BATCH_EVENTS = 500
MAX_EVENT_BYTES = 1024 * 1024  # the server's limit
MAX_BATCH_BYTES = 4 * 1024 * 1024  # of JSON; the server takes 10 MiB
MAX_IN_MEMORY = 10_000  # events not yet on disk; the oldest beyond it are dropped
LONGEST_PAUSE = 300.0  # seconds between two tries when nothing answers
LONGEST_RETRY_AFTER = 3600.0
SLOW_PAUSE = 300.0  # seconds between two tries with a key or an address that does not work
HEARTBEAT = 5.0
_MAX_ANSWER_BYTES = 4 * 1024 * 1024


class Sender:
    """Takes events from any thread and delivers them in the background.

    Raises ValueError where an argument cannot work. Two daemon threads, one for the disk, one for the network. After
    `os.fork` the child has an empty sender of its own with the same settings. Leaving the process normally closes it.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        client_name: str,
        client_version: str,
        folder: str | os.PathLike[str],
        max_buffer_bytes: int = 64 * 1024 * 1024,
        batch_events: int = MAX_BATCH_EVENTS,
        flush_seconds: float = 5.0,
        timeout: float = 15.0,
        retry_seconds: float = 1.0,
        orphan_seconds: float = 30.0,
    ) -> None:
        """`flush_seconds`: the longest an event waits for others. `timeout`: of connecting and of each read.
        `retry_seconds`: the first pause when nothing answers. `orphan_seconds`: after it a silent process is dead.
        """
        if not 1 <= batch_events <= MAX_BATCH_EVENTS:
            raise ValueError(f"batch_events must be between 1 and {MAX_BATCH_EVENTS}")
        client = {"name": _label(client_name, "client_name"), "version": _label(client_version, "client_version")}
        self._http = _Http(url, key, client, timeout)
        place = Path(folder) / hashlib.sha256(url.encode()).hexdigest()[:12]
        batch_bytes = min(MAX_BATCH_BYTES, max_buffer_bytes // 4)
        self._new_buffer: Callable[[], _Buffer] = lambda: _Buffer(
            place, max_buffer_bytes, batch_events, batch_bytes, orphan_seconds
        )
        self._flush_seconds = flush_seconds
        self._retry_seconds = retry_seconds
        self._closed = False
        self._begin()
        self._start()
        _senders.add(self)

    def _begin(self) -> None:
        """The state of a sender that has seen nothing yet."""
        self._lock = threading.Lock()
        self._buffer = self._new_buffer()
        self._queue: deque[dict[str, Any]] = deque()
        self._taken = 0  # events between the queue and `_unwritten`
        self._unwritten: list[bytes] = []  # the writer's: encoded, but the disk did not take it
        self._counts = {"accepted": 0, "duplicates": 0}
        self._rejected: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()
        self._unreported: Counter[str] = Counter()
        self._last_error = ""
        self._failures = 0
        self._not_before = 0.0
        self._seals_asked = self._seals_done = 0
        self._posting = ""
        self._to_write, self._to_send, self._stop = threading.Event(), threading.Event(), threading.Event()
        self._threads: list[threading.Thread] = []

    def _start(self) -> None:
        with self._lock:
            if self._threads or self._closed:
                return
            self._threads = [
                threading.Thread(target=loop, name=f"flywheel-{name}", daemon=True)
                for name, loop in (("writer", self._write_loop), ("poster", self._post_loop))
            ]
            for thread in self._threads:
                thread.start()

    def _after_fork(self) -> None:
        """In the child: the threads are not there, and the parent sends what it was given."""
        self._buffer.abandon()
        self._begin()

    def send(self, event: dict[str, Any]) -> None:
        """Hands an event over; do not change it afterwards. What is missing of `event_id` and `occurred_at` is
        filled in. Returns at once and never raises; whatever cannot be sent is counted in `stats()`.
        """
        try:
            filled = dict(event)
            if not filled.get("event_id"):
                filled["event_id"] = str(uuid.uuid4())
            if not filled.get("occurred_at"):
                filled["occurred_at"] = _now()
            self._enqueue(filled)
        except Exception:  # a plugin's host must not suffer from its telemetry
            self._drop("invalid")

    def flush(self, timeout: float = 5.0) -> bool:
        """Sends now instead of after `flush_seconds`. True once every event handed over before is settled, which is
        to say stored or counted; False after `timeout`. A pause the server or an error imposed is kept.
        """
        self._start()
        deadline = time.monotonic() + timeout
        with self._lock:
            self._seals_asked += 1
            mine = self._seals_asked
        self._to_write.set()
        if not _wait(lambda: self._seals_done >= mine, deadline):
            return False
        names = set(self._buffer.sealed())
        self._to_send.set()
        return _wait(lambda: names.isdisjoint(self._buffer.sealed()), deadline)

    def close(self, timeout: float = 5.0) -> bool:
        """Flushes and stops. What could not be sent in time stays on disk for the next start; False then."""
        if self._closed:
            return True
        deadline = time.monotonic() + timeout
        settled = self.flush(timeout) if self._threads else True
        with self._lock:
            self._closed = True
        self._stop.set()
        self._to_write.set()
        self._to_send.set()
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()) + 0.5)
        return settled

    def stats(self) -> dict[str, Any]:
        """`accepted`, `duplicates`; `rejected` by the server's code; `dropped` by reason (buffer_full, too_large,
        invalid, damaged, closed, rejected:<code>); `waiting` events in memory and `waiting_bytes` on disk;
        `last_error` (empty where the last try went well) and `retry_in` seconds.
        """
        with self._lock:
            waiting = len(self._queue) + self._taken + len(self._unwritten)
            counts = {**self._counts, "rejected": dict(self._rejected), "dropped": dict(self._dropped)}
            error = self._last_error
        retry_in = max(0.0, self._not_before - time.monotonic())
        size = self._buffer.size()
        return {**counts, "waiting": waiting, "waiting_bytes": size, "last_error": error, "retry_in": retry_in}

    def _enqueue(self, event: dict[str, Any]) -> None:
        if not self._threads:
            self._start()
        with self._lock:
            closed, full = self._closed, len(self._queue) >= MAX_IN_MEMORY
            if full:
                self._queue.popleft()
            if not closed:
                self._queue.append(event)
        if closed or full:
            self._drop("closed" if closed else "buffer_full")
        self._to_write.set()

    def _drop(self, reason: str, count: int = 1) -> None:
        with self._lock:
            self._dropped[reason] += count
            self._unreported[reason] += count
        self._to_write.set()

    # The writer's thread: memory to disk

    def _write_loop(self) -> None:
        while True:
            self._to_write.wait(self._until_seal())
            self._to_write.clear()
            stopping = self._stop.is_set()
            try:
                self._write(stopping)
            except Exception as error:  # the disk is full, the folder is gone: it may come back
                self._note_error(type(error).__name__)
                self._stop.wait(1.0)
            if stopping:
                self._buffer.retire()
                return

    def _until_seal(self) -> float:
        """Seconds until the open batch is due, or the next sign of life."""
        age = self._buffer.age()
        if age is None:
            return self._buffer.pulse
        due = max(self._flush_seconds - age, self._not_before - time.monotonic())
        return min(max(due, 0.01), self._buffer.pulse)

    def _write(self, stopping: bool) -> None:
        self._buffer.beat()
        with self._lock:
            asked = self._seals_asked
        self._take_queue()
        while self._unwritten:
            written = self._buffer.write(self._unwritten)
            del self._unwritten[:written]
            self._announce()
        idle = time.monotonic() >= self._not_before
        age = self._buffer.age()
        if stopping or asked > self._seals_done or (idle and age is not None and age >= self._flush_seconds):
            self._buffer.seal()
            self._announce()
            self._seals_done = asked

    def _announce(self) -> None:
        if self._buffer.take_news():
            lost = self._buffer.drop_oldest(busy=self._posting)
            with self._lock:
                self._unreported.update(lost.dropped)  # reports that were on their way in it
            if lost.events:
                self._drop("buffer_full", len(lost.events))
            self._to_send.set()

    def _take_queue(self) -> None:
        with self._lock:
            events = list(self._queue)
            self._queue.clear()
            self._taken = len(events)
        lines = [line for line in map(self._encode, events) if line]
        with self._lock:
            self._unwritten += lines
            self._taken = 0
        self._trim()
        with self._lock:
            report, self._unreported = self._unreported, Counter()
        if report:
            self._unwritten.append(_report_line(report))

    def _encode(self, event: dict[str, Any]) -> bytes:
        """One line; empty where the event cannot be sent."""
        try:
            line = _json(event)
        except Exception:  # not JSON, too deep, changed meanwhile
            self._drop("invalid")
            return b""
        if len(line) > MAX_EVENT_BYTES:
            self._drop("too_large")
            return b""
        return line + b"\n"

    def _trim(self) -> None:
        excess = self._unwritten[:-MAX_IN_MEMORY]
        if excess:
            reports = [line for line in excess if line.startswith(b"#")]
            self._unwritten[: len(excess)] = reports
            self._drop("buffer_full", len(excess) - len(reports))

    # The poster's thread: disk to server

    def _post_loop(self) -> None:
        adopted = 0.0
        while not self._stop.is_set():
            pause = self._not_before - time.monotonic()
            if pause > 0:
                self._stop.wait(pause)
                self._to_write.set()  # what gathered meanwhile is due
                continue
            self._to_send.clear()
            try:
                if time.monotonic() - adopted >= self._buffer.orphan_seconds or not adopted:
                    adopted = time.monotonic()
                    self._buffer.beat()  # before anything bears this one's name
                    self._buffer.adopt()
                self._post_sealed()
            except Exception as error:
                self._put_off(_Answer(error=type(error).__name__))
            if time.monotonic() >= self._not_before:
                self._to_send.wait(self._buffer.orphan_seconds)

    def _post_sealed(self) -> None:
        for name in self._buffer.sealed():
            if self._stop.is_set():
                return
            self._posting = name
            batch = self._buffer.read(name)
            outcome = _deliver(batch, self._http.post) if batch else _Outcome()
            if batch:
                self._settle(name, outcome)
            self._posting = ""
            if outcome.obstacle:
                self._put_off(outcome.obstacle)
                return

    def _settle(self, name: str, outcome: _Outcome) -> None:
        with self._lock:
            for key in self._counts:
                self._counts[key] += outcome.counts[key]
            self._rejected.update(outcome.rejected)
            if not outcome.obstacle:
                self._failures, self._last_error = 0, ""
        for reason, count in outcome.dropped.items():
            self._drop(reason, count)
        if outcome.rest is None:
            self._buffer.remove(name)
        elif outcome.progress:
            self._buffer.replace(name, outcome.rest)

    def _put_off(self, answer: _Answer) -> None:
        self._failures += 1
        self._not_before = time.monotonic() + _pause(answer, self._failures, self._retry_seconds)
        self._note_error(answer.error or f"HTTP {answer.status}")

    def _note_error(self, error: str) -> None:
        with self._lock:
            self._last_error = error


class _Batch(NamedTuple):
    """The content of a file: events, one JSON text each, and events dropped before them, by reason."""

    events: list[bytes]
    dropped: Counter[str]

    def encode(self) -> bytes:
        report = _report_line(self.dropped) if self.dropped else b""
        return report + b"".join(event + b"\n" for event in self.events)


def _parse(data: bytes) -> _Batch:
    """Reads a file. What follows the last line end was being written when its process died; it never counted."""
    batch = _Batch([], Counter())
    for line in data.split(b"\n")[:-1]:
        report = line.startswith(b"#")
        try:
            document = json.loads(line[1:] if report else line)
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            batch.dropped["damaged"] += 1  # a power cut leaves blocks of zeros
        elif report:
            batch.dropped.update({str(reason): int(count) for reason, count in document.items()})
        else:
            batch.events.append(line)
    return batch


class _Buffer:
    """The folder. `<13 digits: ms>-<6 digits>-<owner>.open` is being written, `.batch` is ready to be sent."""

    def __init__(self, folder: Path, cap: int, batch_events: int, batch_bytes: int, orphan_seconds: float) -> None:
        self.orphan_seconds = orphan_seconds
        self.pulse = min(HEARTBEAT, orphan_seconds / 4)
        self._folder = folder
        self._cap = cap
        self._batch_events = batch_events
        self._batch_bytes = batch_bytes
        self._owner = uuid.uuid4().hex[:16]
        self._serial = 0
        self._beaten = 0.0
        self._news = False
        self._file: int | None = None
        self._path = folder
        self._lines = self._bytes = 0
        self._opened = 0.0

    def beat(self) -> None:
        """The sign of life. Comes before the first file."""
        if self._beaten and time.monotonic() - self._beaten < self.pulse:
            return
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self._folder / f"{self._owner}.alive").touch(mode=0o600)
        self._beaten = time.monotonic()

    def retire(self) -> None:
        """What is left is anybody's from now on."""
        with contextlib.suppress(OSError):
            (self._folder / f"{self._owner}.alive").unlink()

    def abandon(self) -> None:
        """In a forked child: the open file is the parent's."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def age(self) -> float | None:
        """Seconds since the open batch got its first event."""
        return time.monotonic() - self._opened if self._file is not None else None

    def write(self, lines: list[bytes]) -> int:
        """Appends the first few of `lines`; returns how many of them are on disk now. Raises OSError."""
        file = self._file if self._file is not None else self._open()
        count = self._fitting(lines)
        try:
            _write_all(file, b"".join(lines[:count]))
        except OSError:
            self.seal()  # the torn line, if any, stays its last
            raise
        if not self._path.exists():  # another process took this one for dead, and may have read before this
            self._forget()
            return 0
        self._lines += count
        self._bytes += sum(map(len, lines[:count]))
        if self._lines >= self._batch_events or self._bytes >= self._batch_bytes:
            self.seal()
        return count

    def _open(self) -> int:
        self._serial += 1
        self._path = self._folder / self._name("open")
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._file = os.open(self._path, flags, 0o600)
        self._lines = self._bytes = 0
        self._opened = time.monotonic()
        return self._file

    def _name(self, kind: str) -> str:
        return f"{time.time_ns() // 1_000_000:013d}-{self._serial:06d}-{self._owner}.{kind}"

    def _fitting(self, lines: list[bytes]) -> int:
        size, count = self._bytes, 0
        for line in lines[: self._batch_events - self._lines]:
            size += len(line)
            count += 1
            if size >= self._batch_bytes:
                break
        return count

    def _forget(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def seal(self) -> None:
        """Closes the open batch, which may be sent then."""
        if self._file is None:
            return
        with contextlib.suppress(OSError):
            os.fsync(self._file)
        self._forget()
        with contextlib.suppress(FileNotFoundError):  # taken over by another process, with all it holds
            self._path.rename(self._path.with_suffix(".batch"))
        self._news = True

    def take_news(self) -> bool:
        """Whether a batch was closed since the last call."""
        news, self._news = self._news, False
        return news

    def sealed(self) -> list[str]:
        """The names of this process's finished batches, oldest first."""
        return sorted(name for name in self._names() if name.endswith(f"-{self._owner}.batch"))

    def _names(self) -> list[str]:
        try:
            return [path.name for path in self._folder.iterdir()]
        except OSError:
            return []

    def size(self) -> int:
        """Bytes of this process's batches."""
        return sum(map(self._size, (name for name in self._names() if _owner_of(name) == self._owner)))

    def _size(self, name: str) -> int:
        try:
            return (self._folder / name).stat().st_size
        except OSError:
            return 0

    def read(self, name: str) -> _Batch | None:
        """None where the file is gone, or cannot be read now."""
        try:
            return _parse((self._folder / name).read_bytes())
        except OSError:
            return None

    def remove(self, name: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            (self._folder / name).unlink()

    def replace(self, name: str, rest: _Batch) -> None:
        """Puts what is not settled yet in the place of the whole."""
        path = self._folder / name
        if path.exists():
            draft = path.with_suffix(".draft")
            draft.write_bytes(rest.encode())
            draft.replace(path)

    def drop_oldest(self, busy: str) -> _Batch:
        """Removes own batches, except `busy`, until another one fits under the cap; what was in them."""
        names = self._names()
        total = sum(map(self._size, names)) + self._batch_bytes
        lost: list[_Batch] = []
        for name in self.sealed():
            if total <= self._cap:
                break
            size, batch = self._size(name), self.read(name)
            if name != busy and batch is not None:
                self.remove(name)
                total -= size
                lost.append(batch)
        return _joined(lost)

    def adopt(self) -> None:
        """Takes over the batches of processes that show no sign of life."""
        names = self._names()
        living = {name.partition(".")[0] for name in names if name.endswith(".alive") and self._fresh(name)}
        for name in sorted(names):
            owner = _owner_of(name)
            if owner != self._owner and owner not in living:
                with contextlib.suppress(OSError):  # another was faster; on Windows also: open after all
                    self._adopt(self._folder / name)

    def _adopt(self, path: Path) -> None:
        if path.suffix in {".open", ".batch"}:
            target = path.with_name(f"{path.stem.rpartition('-')[0]}-{self._owner}.batch")
            if target.exists():  # same millisecond, same serial: keep both
                return
            path.rename(target)
        elif path.suffix in {".alive", ".draft"}:
            path.unlink()

    def _fresh(self, name: str) -> bool:
        try:
            return abs(time.time() - (self._folder / name).stat().st_mtime) < self.orphan_seconds
        except OSError:
            return False


def _owner_of(name: str) -> str:
    return name.partition(".")[0].rpartition("-")[2]


class _Answer(NamedTuple):
    """`status` 0: none came, or one that no Flywheel server gives; `error` says what happened."""

    status: int = 0
    document: dict[str, Any] = {}
    retry_after: float | None = None
    error: str = ""


class _Outcome:
    """What became of a batch. `rest` is what is not settled, None: nothing; `obstacle` the answer that stopped it."""

    def __init__(self) -> None:
        self.counts = {"accepted": 0, "duplicates": 0}
        self.rejected: Counter[str] = Counter()
        self.dropped: Counter[str] = Counter()
        self.progress = False
        self.rest: _Batch | None = None
        self.obstacle: _Answer | None = None

    def take(self, receipt: dict[str, Any]) -> None:
        for key in self.counts:
            self.counts[key] += _count(receipt.get(key))
        errors = receipt.get("errors")
        for error in errors if isinstance(errors, list) else []:
            self.rejected[_code(error) or "unknown"] += 1


def _deliver(batch: _Batch, post: Callable[[_Batch], _Answer]) -> _Outcome:
    """Posts a batch, in halves where the server will not have the whole, until it is settled or must wait."""
    outcome = _Outcome()
    parts = [batch]
    while parts:
        part = parts.pop()
        answer = post(part)
        if 200 <= answer.status < 300:
            outcome.take(answer.document)
        elif not _at_fault(answer):
            outcome.obstacle = answer
            outcome.rest = _joined([part, *reversed(parts)])
            return outcome
        elif len(part.events) > 1:
            half = len(part.events) // 2
            parts += [_Batch(part.events[half:], Counter()), _Batch(part.events[:half], part.dropped)]
            continue
        elif part.events:
            reason = "too_large" if answer.status == 413 else f"rejected:{_code(answer.document)}"
            outcome.dropped[reason] += 1
            parts += [_Batch([], part.dropped)] if part.dropped else []
        outcome.progress = True
    return outcome


def _at_fault(answer: _Answer) -> bool:
    """Whether the events are to blame. A 400 without a code is a proxy's, which says nothing about them."""
    return answer.status == 413 or (answer.status == 400 and bool(_code(answer.document)))


def _joined(parts: list[_Batch]) -> _Batch:
    whole = _Batch([], Counter())
    for part in parts:
        whole.events.extend(part.events)
        whole.dropped.update(part.dropped)
    return whole


def _pause(answer: _Answer, failures: int, first: float) -> float:
    """Seconds to leave the server in peace. Random, so that a team's editors do not come back all at once."""
    if answer.retry_after is not None and answer.status in {429, 503}:
        return min(answer.retry_after, LONGEST_RETRY_AFTER) + random.uniform(0, min(first, 1.0))
    if answer.status in {0, 408, 429} or answer.status >= 500:
        return random.uniform(0.5, 1.0) * min(first * 2.0 ** min(failures - 1, 30), LONGEST_PAUSE)
    return random.uniform(0.75, 1.25) * SLOW_PAUSE


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class _Http:
    """One POST. Never raises what the network does."""

    def __init__(self, url: str, key: str, client: dict[str, str], timeout: float) -> None:
        if urllib.parse.urlsplit(url).scheme not in {"http", "https"} or not urllib.parse.urlsplit(url).netloc:
            raise ValueError("url must begin with http:// or https://")
        if not key or not key.isascii() or not key.isprintable():
            raise ValueError("key must be printable ASCII")  # without saying what it is
        self._url = url.rstrip("/") + "/api/v1/events"
        self._headers = {
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
            "Content-Encoding": "gzip",
            "User-Agent": "flywheel-sender/1",
        }
        self._client = client
        self._timeout = timeout
        self._opener = urllib.request.build_opener(_NoRedirect)

    def post(self, batch: _Batch) -> _Answer:
        request = urllib.request.Request(self._url, gzip.compress(self._body(batch), 6), self._headers, method="POST")
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                return _read(answer.status, answer)
        except urllib.error.HTTPError as error:
            with error:
                return _read(error.code, error)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return _Answer(error=type(error).__name__)

    def _body(self, batch: _Batch) -> bytes:
        about: dict[str, Any] = {"client": self._client, "sent_at": _now()}
        if batch.dropped:
            about["dropped"] = dict(batch.dropped)
        return _json(about)[:-1] + b',"events":[' + b",".join(batch.events) + b"]}"


def _read(status: int, answer: Any) -> _Answer:
    try:
        document = json.loads(answer.read(_MAX_ANSWER_BYTES))
    except (OSError, http.client.HTTPException, ValueError, RecursionError) as error:
        if 200 <= status < 300:  # no receipt: a login page of some network, or the line broke
            return _Answer(error=type(error).__name__)
        document = None
    document = document if isinstance(document, dict) else {}
    if 200 <= status < 300 and "accepted" not in document:
        return _Answer(error="NotAReceipt")
    return _Answer(status, document, _retry_after(answer.headers.get("Retry-After")))


def _retry_after(value: str | None) -> float | None:
    """Seconds, from a number or a date; None where it is neither."""
    if not value:
        return None
    with contextlib.suppress(ValueError):
        return max(0.0, float(int(value)))
    with contextlib.suppress(TypeError, ValueError):
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    return None


def _code(document: object) -> str:
    code = document.get("code") if isinstance(document, dict) else None
    return code[:40] if isinstance(code, str) else ""


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


def _label(text: str, name: str) -> str:
    if len(text) > 100 or "\0" in text:
        raise ValueError(f"{name} must be a text of at most 100 characters")
    return text


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")


def _json(value: object) -> bytes:
    """UTF-8 on one line. A text cut in the middle of a character is escaped, which the server mends."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()


def _report_line(dropped: Counter[str]) -> bytes:
    return b"#" + _json(dict(dropped)) + b"\n"


def _write_all(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def _wait(condition: Callable[[], bool], deadline: float) -> bool:
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.01)
    return True


_senders: weakref.WeakSet[Sender] = weakref.WeakSet()


def _close_all() -> None:
    for sender in list(_senders):
        sender.close(timeout=1.0)


def _after_fork() -> None:
    for sender in list(_senders):
        sender._after_fork()


atexit.register(_close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
