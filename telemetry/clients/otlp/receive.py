"""A body of log records to stored batches: what the view and the import of files share."""

from typing import Final, NamedTuple

from django.db import transaction

from telemetry.clients.mapping import INVALID_RECORD, TOO_LARGE, UNKNOWN_EVENT
from telemetry.clients.otlp.mapping import map_records, turns_of
from telemetry.clients.otlp.requests import read_request
from telemetry.clients.otlp.turns import recall, remember
from telemetry.clients.receive import Sender, store
from telemetry.ingest.receipts import Receipt

SOURCE: Final = "otlp"
_NAMED: Final = 10  # names a message lists at most
_REJECTED: Final = frozenset({INVALID_RECORD, TOO_LARGE})


class Received(NamedTuple):
    """`rejected` records were not stored, or not wholly; `message` names what and why, and what nothing here knows."""

    receipts: list[Receipt]  # one for each client of the request
    records: int
    rejected: int
    message: str


def receive_logs(sender: Sender, body: bytes, content_type: str, received_us: int, *, source: str = SOURCE) -> Received:
    """Stores an ExportLogsServiceRequest: all its clients, or none. `content_type` is a media type without parameters.

    Returns after COMMIT. Raises MalformedBatch where nothing could be read, RateLimited, or
    django.db.OperationalError where the database is away.
    """
    records, unreadable = read_request(body, content_type, received_us)
    begun = turns_of(records)
    project_id = sender.project.pk
    receipts = []
    if records:
        with transaction.atomic():
            remember(project_id, begun)
            for client, mapped in map_records(records, begun, lambda sessions: recall(project_id, sessions)):
                receipts.append(store(sender, source, client, mapped))
    return _received(receipts, len(records) + unreadable, unreadable)


def _received(receipts: list[Receipt], records: int, unreadable: int) -> Received:
    invalid, unknown = ({INVALID_RECORD: unreadable} if unreadable else {}), dict[str, int]()
    for receipt in receipts:
        for index_reason in {(error.index, _reason(error.code, error.field)) for error in receipt.errors}:
            _count(invalid, index_reason[1])
        for one in receipt.unmapped:
            if one.reason in _REJECTED:
                _count(invalid, _reason(one.reason, one.field), one.count)
            elif one.reason == UNKNOWN_EVENT:
                _count(unknown, one.name or "(no name)", one.count)
    parts = [_told("Not stored: ", invalid), _told("Not known here: ", unknown)]
    return Received(receipts, records, min(sum(invalid.values()), records), " ".join(filter(None, parts)))


def _reason(code: str, field: str) -> str:
    return f"{code} ({field})" if field else code


def _count(counts: dict[str, int], name: str, count: int = 1) -> None:
    counts[name] = counts.get(name, 0) + count


def _told(what: str, counts: dict[str, int]) -> str:
    named = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    listed = [f"{name}: {count}" for name, count in named[:_NAMED]]
    if len(named) > _NAMED:
        listed.append(f"and {len(named) - _NAMED} more")
    return what + ", ".join(listed) + "." if listed else ""
