"""Storing for clients that never send a thing twice: what cannot be stored now is kept on disk and stored later."""

from telemetry.clients.joining import accept_joined
from telemetry.clients.mapping import Mapped
from telemetry.clients.outage import buffer, recovery
from telemetry.clients.outage.gone import GONE
from telemetry.clients.outage.kept import seal
from telemetry.clients.outage.state import asking
from telemetry.clients.receive import Sender, prepare
from telemetry.ingest.bodies import Client
from telemetry.ingest.receipts import Receipt


def store_or_keep(sender: Sender, source: str, client: Client, mapped: Mapped) -> Receipt | None:
    """Like `receive.store`; None where the database is away and the events wait on disk. Raises RateLimited, or
    BufferFull where the disk takes no more.

    What waits is the very post that was tried: had the database committed it before it went, it is not stored twice.
    """
    prepared = prepare(sender, source, client, mapped)
    try:
        with asking():
            return accept_joined(*prepared, events_per_minute=sender.events_per_minute)
    except GONE:
        buffer.keep(seal(prepared), prepared.arrival.received_us, prepared.arrival.batch_id)
        recovery.wake()
        return None
