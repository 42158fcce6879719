"""Quarantine: a mended event goes down the native path again, or is given up. Each is done at most once."""

from typing import NamedTuple

from django.db import transaction
from msgspec import Raw

from telemetry.ingest.accept import accept_events
from telemetry.ingest.arrival import arrive
from telemetry.ingest.bodies import Body, Client, mend_surrogates
from telemetry.ingest.errors import MalformedBatch
from telemetry.ingest.limits import MAX_EVENT_BYTES
from telemetry.ingest.receipts import Receipt
from telemetry.ingest.screening import Reader
from telemetry.models import QuarantinedEvent

State = QuarantinedEvent.State


class ReplayResult(NamedTuple):
    """`replayed` is False where the payload is still not acceptable (`reason` says why) or was settled before."""

    replayed: bool
    reason: str
    receipt: Receipt | None = None


class _StillBad(Exception):  # noqa: N818
    def __init__(self, receipt: Receipt) -> None:
        super().__init__()
        self.receipt = receipt


def replay(quarantined: QuarantinedEvent, payload: str) -> ReplayResult:
    """Accepts `payload` in place of the quarantined one; the developer stays the one it was held for.

    A payload that is rejected again leaves the quarantined event held and stores nothing.
    """
    raw = mend_surrogates(payload.encode("utf-8", "replace"))
    if len(raw) > MAX_EVENT_BYTES:
        return ReplayResult(False, f"An event may have {MAX_EVENT_BYTES} bytes.")
    try:
        with transaction.atomic():
            if not _settle(quarantined, State.REPLAYED):
                return ReplayResult(False, "It is no longer held.")
            return ReplayResult(True, "", _accept(quarantined, raw))
    except _StillBad as still:
        return ReplayResult(False, _reason(still.receipt), still.receipt)
    except MalformedBatch as error:
        return ReplayResult(False, error.detail)


def discard(quarantined: QuarantinedEvent) -> bool:
    """Gives the event up. False where it was settled before."""
    return _settle(quarantined, State.DISCARDED)


def _accept(quarantined: QuarantinedEvent, raw: bytes) -> Receipt:
    body = Body([Raw(raw)], client=Client(quarantined.client_name))
    arrival = arrive(quarantined.project, None, body, "replay")
    reads = Reader(arrival.pseudonym_key).read_all(body.events, quarantined.developer or None)
    receipt = accept_events(arrival, reads)
    if receipt.rejected:
        raise _StillBad(receipt)
    return receipt


def _settle(quarantined: QuarantinedEvent, state: QuarantinedEvent.State) -> bool:
    held = QuarantinedEvent.objects.filter(pk=quarantined.pk, state=State.HELD)
    return held.update(state=state) == 1


def _reason(receipt: Receipt) -> str:
    error = receipt.errors[0]
    return f"{error.field}: {error.message}" if error.field else error.message
