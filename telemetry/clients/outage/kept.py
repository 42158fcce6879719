"""The form in which prepared events wait on disk: sealed, with pseudonyms in the place of developers. Pure.

What a text holds is kept whole even where the project's policy is `signals`, because only the store's own screening
makes the digests; the file is encrypted and gone minutes later. Under the policy `none` no content is written at all.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from flywheel.encryption import decrypt, encrypt
from flywheel.projects.models import ConsentLevel, Project
from telemetry.clients.receive import Prepared
from telemetry.ingest.arrival import Arrival
from telemetry.ingest.bodies import Client
from telemetry.ingest.consent.allowed import identity_only
from telemetry.ingest.consent.ledger import stricter
from telemetry.ingest.errors import RejectedEvent
from telemetry.ingest.screening import Read
from telemetry.ingest.unmapped import Unmapped
from telemetry.ingest.wire.check import Checked

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class KeptEvent(msgspec.Struct, array_like=True):
    """A `Read`. Of a checked event, what was read of it; of another, the error's code, message and field."""

    position: int
    developer: str
    document: dict[str, Any] | None
    checked: tuple[UUID, str, int, str] | None
    error: tuple[str, str, str] | None
    text: str


class Kept(msgspec.Struct):
    """One post: the circumstances of its arrival, and its events."""

    project_id: int
    consent: str
    api_key_id: int | None
    source: str
    client: Client
    batch_id: UUID
    received_us: int
    skew_us: int
    ids_from_content: bool
    unmapped: list[Unmapped]
    events: list[KeptEvent]


_decoder = msgspec.msgpack.Decoder(Kept)


def seal(prepared: Prepared) -> bytes:
    return encrypt(msgspec.msgpack.encode(_to_keep(prepared)))


def unseal(sealed: bytes) -> Kept:
    """Raises flywheel.encryption.Undecryptable or msgspec.DecodeError."""
    return _decoder.decode(decrypt(sealed))


def prepared_of(kept: Kept, project: Project) -> Prepared:
    """As it was when it arrived, under the stricter of the project's policies then and now."""
    arrival = Arrival(
        project_id=kept.project_id,
        pseudonym_key=bytes(project.pseudonym_key),
        consent=stricter(ConsentLevel(kept.consent), ConsentLevel(project.consent)),
        api_key_id=kept.api_key_id,
        source=kept.source,
        client=kept.client,
        batch_id=kept.batch_id,
        received_at=_EPOCH + timedelta(microseconds=kept.received_us),
        received_us=kept.received_us,
        skew_us=kept.skew_us,
        ids_from_content=kept.ids_from_content,
        unmapped=tuple(kept.unmapped),
    )
    return Prepared(arrival, [_read_of(event) for event in kept.events])


def _to_keep(prepared: Prepared) -> Kept:
    arrival = prepared.arrival
    refused = arrival.consent is ConsentLevel.NONE
    return Kept(
        project_id=arrival.project_id,
        consent=arrival.consent.value,
        api_key_id=arrival.api_key_id,
        source=arrival.source,
        client=arrival.client,
        batch_id=arrival.batch_id,
        received_us=arrival.received_us,
        skew_us=arrival.skew_us,
        ids_from_content=arrival.ids_from_content,
        unmapped=list(arrival.unmapped),
        events=[_event_of(read, refused=refused) for read in prepared.reads],
    )


def _event_of(read: Read, *, refused: bool) -> KeptEvent:
    checked = read.checked
    document = identity_only(read.document) if refused and read.document is not None else read.document
    return KeptEvent(
        read.position,
        read.developer,
        document,
        None if checked is None else (checked.event_id, checked.type, checked.occurred_us, checked.interaction_id),
        None if read.error is None else (read.error.code, read.error.message, read.error.field),
        "" if refused else read.text,
    )


def _read_of(event: KeptEvent) -> Read:
    checked = None if event.checked is None else Checked(*event.checked, document=event.document or {})
    error = None if event.error is None else RejectedEvent(*event.error)
    return Read(event.position, event.developer, event.document, checked, error, event.text)
