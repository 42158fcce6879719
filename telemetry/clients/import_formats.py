"""The formats of files that can be imported. Each line goes through the mapper that its client's posts go through."""

from collections.abc import Callable
from typing import Final, TypeVar

from telemetry.clients.continue_dev.envelopes import read_line
from telemetry.clients.continue_dev.mapper import map_envelopes
from telemetry.clients.continue_dev.records import CLIENT as CONTINUE
from telemetry.clients.continue_dev.records import Occasion
from telemetry.clients.importing import Format, Lines, Origin, Report
from telemetry.clients.mapping import Mapped
from telemetry.clients.otlp.receive import receive_logs
from telemetry.clients.reading import read_object
from telemetry.clients.receive import store
from telemetry.clients.tabby.history import map_history
from telemetry.clients.tabby.names import CLIENT as TABBY
from telemetry.ingest.accept import accept_batch
from telemetry.ingest.bodies import Client
from telemetry.ingest.errors import MalformedBatch
from telemetry.ingest.limits import MAX_BODY_BYTES, MAX_EVENT_BYTES
from telemetry.ingest.receipts import Receipt

SOURCE: Final = "import"
_Read = TypeVar("_Read")


def _take_native(origin: Origin, lines: Lines, report: Report) -> None:
    body = b"\n".join(line for _, line in lines)
    report.add(accept_batch(origin.sender.project, None, body, "application/x-ndjson", "", source=SOURCE))


def _take_continue(origin: Origin, lines: Lines, report: Report) -> None:
    event_name = origin.path.name.partition(".")[0]
    read = _read(lines, lambda line: read_line(line, event_name), origin, report)
    _store(origin, Client(CONTINUE), map_envelopes(read, Occasion(origin.changed_us, live=False)), report)


def _take_tabby(origin: Origin, lines: Lines, report: Report) -> None:
    read = _read(lines, read_object, origin, report)
    _store(origin, Client(TABBY), map_history(read, origin.changed_us), report)


def _take_otlp(origin: Origin, lines: Lines, report: Report) -> None:
    def receive(line: bytes) -> list[Receipt]:
        return receive_logs(origin.sender, line, "application/json", origin.changed_us, source=SOURCE).receipts

    for _, receipts in _read(lines, receive, origin, report):
        for receipt in receipts:
            report.add(receipt)


def _store(origin: Origin, client: Client, mapped: Mapped, report: Report) -> None:
    """Nothing is received where no line could be read."""
    if mapped.events or mapped.unmapped:
        report.add(store(origin.sender, SOURCE, client, mapped))


def _read(lines: Lines, read: Callable[[bytes], _Read], origin: Origin, report: Report) -> list[tuple[int, _Read]]:
    found = []
    for number, line in lines:
        try:
            found.append((number, read(line)))
        except MalformedBatch:
            report.miss(origin.path, number)
    return found


FORMATS: Final[dict[str, Format]] = {
    "native": Format((".jsonl", ".ndjson", ".json"), MAX_EVENT_BYTES, _take_native),
    "continue": Format((".jsonl",), MAX_BODY_BYTES, _take_continue),
    "tabby": Format((".json", ".jsonl"), MAX_BODY_BYTES, _take_tabby),
    "otlp": Format((".jsonl", ".json"), MAX_BODY_BYTES, _take_otlp),
}
