"""From a mapper's result to a stored batch: the one native path, shared by every client."""

from typing import NamedTuple

import msgspec

from flywheel.projects.models import ApiKey, Project
from telemetry.clients.joining import accept_joined
from telemetry.clients.mapping import TOO_LARGE, Document, Mapped, Unmappable, tally
from telemetry.ingest.arrival import Arrival, arrive
from telemetry.ingest.bodies import Body, Client
from telemetry.ingest.limits import MAX_EVENT_BYTES
from telemetry.ingest.receipts import Receipt
from telemetry.ingest.screening import Read, Reader


class Sender(NamedTuple):
    """On whose behalf events are stored."""

    project: Project
    api_key_id: int | None = None
    developer: str = ""  # pseudonym for events that name nobody
    events_per_minute: int | None = None


class Prepared(NamedTuple):
    """Events read and checked, with pseudonyms in the place of developers: nothing here names a person."""

    arrival: Arrival
    reads: list[Read]


def sender_of(key: ApiKey) -> Sender:
    return Sender(key.project, key.pk, key.developer, key.events_per_minute)


def store(sender: Sender, source: str, client: Client, mapped: Mapped) -> Receipt:
    """Stores what a mapper made; returns after COMMIT. Errors in the receipt name the foreign record by its index.

    Event ids come from content, so an id seen before is a duplicate, never a conflict. Raises RateLimited, or
    django.db.OperationalError where the database is away; nothing is stored then.
    """
    prepared = prepare(sender, source, client, mapped)
    return accept_joined(prepared.arrival, prepared.reads, events_per_minute=sender.events_per_minute)


def prepare(sender: Sender, source: str, client: Client, mapped: Mapped) -> Prepared:
    """Asks the database nothing."""
    reader = Reader(bytes(sender.project.pseudonym_key), nobody=sender.developer)
    reads, too_large = [], []
    for record, document in mapped.events:
        raw = msgspec.Raw(msgspec.json.encode(document))
        if memoryview(raw).nbytes > MAX_EVENT_BYTES:
            too_large.append(Unmappable(TOO_LARGE, _kind(document)))
        else:
            reads.append(reader.read(record, raw))
    arrival = arrive(sender.project, sender.api_key_id, Body([], client=client), source)
    unmapped = (*mapped.unmapped, *tally(too_large))
    return Prepared(arrival._replace(ids_from_content=True, unmapped=unmapped), reads)


def _kind(document: Document) -> str:
    return str(document["type"])
