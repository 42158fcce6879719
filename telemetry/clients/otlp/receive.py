"""A body of log records to stored batches: what the view and the import of files share."""

from typing import Final, NamedTuple

from django.db import transaction

from telemetry.clients.mapping import INVALID_RECORD, TOO_LARGE, UNKNOWN_CLIENT, UNKNOWN_EVENT
from telemetry.clients.otlp.consent import permitted
from telemetry.clients.otlp.mapping import map_records, turns_of
from telemetry.clients.otlp.requests import read_request
from telemetry.clients.otlp.turns import recall, remember
from telemetry.clients.receive import Sender, store
from telemetry.ingest.receipts import Receipt

SOURCE: Final = "otlp"
_NAMED: Final = 10  # names a message lists at most
_REJECTED: Final = frozenset({INVALID_RECORD, TOO_LARGE})
_UNKNOWN: Final = frozenset({UNKNOWN_EVENT, UNKNOWN_CLIENT})


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
    batches = map_records(records, begun, lambda sessions: recall(project_id, sessions))
    receipts: list[Receipt] = []
    if batches:
        with transaction.atomic():
            if begun:
                remember(project_id, turns_of(permitted(sender, records)))
            receipts = [store(sender, source, client, mapped) for client, mapped in batches]
    return _received(receipts, len(records) + unreadable, unreadable)


def _received(receipts: list[Receipt], records: int, unreadable: int) -> Received:
    rejected = {INVALID_RECORD: unreadable} if unreadable else dict[str, int]()
    unknown = dict[str, int]()
    for receipt in receipts:
        for reason in _held(receipt):
            _count(rejected, reason)
        for one in receipt.unmapped:
            if one.reason in _REJECTED:
                _count(rejected, _reason(one.reason, one.field), one.count)
            elif one.reason in _UNKNOWN:
                _count(unknown, one.name or "(no name)", one.count)
    message = " ".join(filter(None, [_told("Not stored: ", rejected), _told("Not known here: ", unknown)]))
    # What is too large is counted by event, of which one record may have made several.
    return Received(receipts, records, min(sum(rejected.values()), records), message)


def _held(receipt: Receipt) -> list[str]:
    """Why records went to quarantine: one reason for each, however many of its events did."""
    return list({error.index: _reason(error.code, error.field) for error in reversed(receipt.errors)}.values())


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
