"""The whole native path after authentication: bytes in, a committed batch and its receipt out."""

from django.db import IntegrityError, transaction

from flywheel.database import Cursor, raw_cursor
from flywheel.projects.models import Project
from telemetry import nudge
from telemetry.ingest import rate
from telemetry.ingest.arrival import Arrival, arrive
from telemetry.ingest.bodies import Body, read_body
from telemetry.ingest.consent.ledger import Decision, Ledger
from telemetry.ingest.consent.levels import read_levels
from telemetry.ingest.decompression import decompress
from telemetry.ingest.plain import PlainBody, read_plain
from telemetry.ingest.receipts import Receipt
from telemetry.ingest.save import save, save_few
from telemetry.ingest.screening import Read, Reader, Screened, Screening
from telemetry.store.insert_few import MOST


def accept_batch(
    project: Project,
    api_key_id: int | None,
    body: bytes,
    content_type: str,
    content_encoding: str,
    source: str = "native",
    events_per_minute: int | None = None,
) -> Receipt:
    """Stores what is good of a post and answers for every event. Returns only after COMMIT.

    `events_per_minute` is the key's own limit, if its owner set one. Raises MalformedBatch where nothing could be
    read, RateLimited, or django.db.OperationalError where the database is away; nothing is stored then.
    """
    found, reads = read_batch(project, decompress(body, content_encoding), content_type)
    return accept_events(arrive(project, api_key_id, found, source), reads, events_per_minute=events_per_minute)


def accept_events(arrival: Arrival, reads: list[Read], *, events_per_minute: int | None = None) -> Receipt:
    """The same for events already read."""
    receipt = _accept_few(arrival, reads) if len(reads) <= MOST and events_per_minute is None else None
    receipt = receipt or _accept_any(arrival, reads, events_per_minute)
    if receipt.accepted:
        transaction.on_commit(nudge.announce)
    return receipt


def read_batch(project: Project, body: bytes, content_type: str) -> tuple[Body | PlainBody, list[Read]]:
    """A decoded body and its events. Raises MalformedBatch where it cannot be read at all."""
    reader = Reader(bytes(project.pseudonym_key))
    plain = read_plain(body, content_type)
    if plain is not None and (reads := reader.read_plain(plain.events)) is not None:
        return plain, reads
    found = read_body(body, content_type)
    return found, reader.read_all(found.events)


def _accept_few(arrival: Arrival, reads: list[Read]) -> Receipt | None:
    screened = screening(arrival, {}).run(reads)
    with raw_cursor() as cursor:
        return save_few(cursor, arrival, screened, developers_of(reads))


def _accept_any(arrival: Arrival, reads: list[Read], events_per_minute: int | None) -> Receipt:
    try:
        return _accept(arrival, reads, events_per_minute, all_new=True)
    except IntegrityError:  # an id was seen before
        return _accept(arrival, reads, events_per_minute, all_new=False)


def _accept(arrival: Arrival, reads: list[Read], events_per_minute: int | None, *, all_new: bool) -> Receipt:
    with transaction.atomic(), raw_cursor() as cursor:
        if events_per_minute is not None and arrival.api_key_id is not None and reads:
            rate.spend(cursor, arrival.api_key_id, events_per_minute, len(reads), arrival.received_at)
        return save(cursor, arrival, screen(cursor, arrival, reads), all_new=all_new)


def screen(cursor: Cursor, arrival: Arrival, reads: list[Read]) -> Screened:
    developers = developers_of(reads)
    known = read_levels(cursor, arrival.project_id, developers) if developers else {}
    return screening(arrival, known).run(reads)


def screening(arrival: Arrival, known: dict[str, Decision]) -> Screening:
    ledger = Ledger(arrival.consent, known)
    return Screening(
        arrival.pseudonym_key,
        ledger,
        arrival.received_us,
        arrival.skew_us,
        ids_from_content=arrival.ids_from_content,
    )


def developers_of(reads: list[Read]) -> list[str]:
    return list({read.developer for read in reads} - {""})
