"""The hot loop: raw events to what may be stored of them. Pure.

Order matters: a `consent.changed` applies to what follows it in the batch. The developer id leaves each
event here, before anything else sees it; from then on there is only the pseudonym.
"""

import hashlib
from typing import NamedTuple

import msgspec

from flywheel.projects.models import ConsentLevel
from flywheel.projects.pseudonyms import pseudonym
from telemetry.contracts import interaction_uid
from telemetry.ingest.consent.allowed import signals_only
from telemetry.ingest.consent.ledger import Decision, Ledger
from telemetry.ingest.errors import RejectedEvent
from telemetry.ingest.plain import check_all
from telemetry.ingest.quarantine import Held, kept_of_invalid, stated_event_id, unreadable
from telemetry.ingest.wire.check import EARLIEST_US, LATEST_US, Checked, Document, check, check_no_nul, parse
from telemetry.store.rows import NewEvent

CONSENT_CHANGED = "consent.changed"
DIGEST_BYTES = 16
NO_INTERACTION = bytes(16)
_encode = msgspec.json.Encoder(order="deterministic").encode


class Read(NamedTuple):
    """One event after validation: `checked`, or the `error` that says why not. Never a raw developer id."""

    position: int  # in the batch, from 0
    developer: str  # pseudonym, empty where the event names no developer
    document: Document | None  # None where the event could not be read
    checked: Checked | None = None
    error: RejectedEvent | None = None
    text: str = ""  # what may be kept of an event that could not be read


class ConsentChange(NamedTuple):
    event_id: bytes
    developer: str
    decision: Decision


class Screened(NamedTuple):
    """What a batch comes to before the store is asked which events are new. Indexes are positions in the batch."""

    events: list[tuple[int, NewEvent]]
    held: list[Held]
    consents: list[ConsentChange]
    refused: list[int]


class Reader:
    """Reads events, remembering the pseudonyms and interaction uids of one batch."""

    def __init__(self, pseudonym_key: bytes, nobody: str = "") -> None:
        """`nobody` is the pseudonym for events that name no developer."""
        self._key = pseudonym_key
        self._pseudonyms: dict[str, str] = {"": nobody}

    def read_all(self, events: list[msgspec.Raw], developer: str | None = None) -> list[Read]:
        return [self.read(index, raw, developer) for index, raw in enumerate(events)]

    def read_plain(self, documents: list[Document]) -> list[Read] | None:
        """The same for decoded events, at half the cost; None, and they are untouched, where one needs care."""
        found = check_all(documents)
        if found is None:
            return None
        return [Read(index, self._name(item.document), item.document, item) for index, item in enumerate(found)]

    def read(self, index: int, raw: msgspec.Raw, developer: str | None = None) -> Read:
        """`developer` is a pseudonym known beforehand (replay); it wins over what the event says."""
        text = bytes(raw)
        try:
            document = parse(text)
        except RejectedEvent as error:
            kept, found = unreadable(text)
            return Read(index, developer or self._pseudonym(found), None, error=error, text=kept)
        return self._check(index, document, text, developer)

    def _check(self, index: int, document: Document, text: bytes, developer: str | None) -> Read:
        checked, failure = None, None
        try:
            checked = check(document)
            if b"\\u0000" in text:
                check_no_nul(document)
        except RejectedEvent as error:
            checked, failure = None, error
        return Read(index, self._name(document, developer), document, checked, failure)

    def _name(self, document: Document, developer: str | None = None) -> str:
        """Puts the pseudonym in the place of the id, and returns it."""
        given = document.pop("developer_id", "")
        name = developer if developer is not None else self._pseudonym(given)
        document.pop("developer", None)
        if name:
            document["developer"] = name
        return name

    def _pseudonym(self, developer_id: object) -> str:
        text = developer_id if isinstance(developer_id, str) else msgspec.json.encode(developer_id).decode()
        known = self._pseudonyms.get(text)
        if known is None:
            known = self._pseudonyms[text] = pseudonym(self._key, text)
        return known


class Screening:
    """Goes through the read events in order, applying consent, and collects what is to be stored."""

    def __init__(
        self, key: bytes, ledger: Ledger, received_us: int, skew_us: int, *, ids_from_content: bool = False
    ) -> None:
        self._key = key
        self._keyed = hashlib.sha256(key)
        self._ledger = ledger
        self._received_us = received_us
        self._skew_us = skew_us
        self._ids_from_content = ids_from_content
        self._uids: dict[str, bytes] = {"": NO_INTERACTION}
        self.result = Screened([], [], [], [])

    def run(self, reads: list[Read]) -> Screened:
        for read in reads:
            if read.checked is None:
                self._hold_invalid(read)
            else:
                self._take(read, read.checked)
        return self.result

    def _take(self, read: Read, checked: Checked) -> None:
        if checked.type == CONSENT_CHANGED:
            self._change_consent(read.developer, checked)
        level = self._ledger.level(read.developer)
        if level is ConsentLevel.NONE and checked.type != CONSENT_CHANGED:
            self.result.refused.append(read.position)
            return
        whole = _encode(checked.document)
        digest = self._digest(checked.event_id.bytes if self._ids_from_content else whole)
        payload = whole if level is ConsentLevel.FULL else _encode(self._signals(read.developer, checked))
        self.result.events.append((read.position, self._row(checked, digest, payload)))

    def _digest(self, whole: bytes) -> bytes:
        """Keyed, so that it tells nothing of a text that consent kept out. SHA-256, which processors compute."""
        digest = self._keyed.copy()
        digest.update(whole)
        return digest.digest()[:DIGEST_BYTES]

    def _row(self, checked: Checked, digest: bytes, payload: bytes) -> NewEvent:
        occurred_us = corrected(checked.occurred_us, self._skew_us)
        uid = self._uid(checked.interaction_id)
        return NewEvent(checked.event_id.bytes, digest, checked.type.encode(), uid, occurred_us, payload)

    def _signals(self, developer: str, checked: Checked) -> Document:
        kept = signals_only(checked.document, self._key)
        return kept | {"developer": developer} if developer else kept

    def _change_consent(self, developer: str, checked: Checked) -> None:
        decided_us = min(corrected(checked.occurred_us, self._skew_us), self._received_us)
        decision = Decision(ConsentLevel(checked.document["data"]["level"]), decided_us)
        self._ledger.record(developer, decision)
        self.result.consents.append(ConsentChange(checked.event_id.bytes, developer, decision))

    def _hold_invalid(self, read: Read) -> None:
        assert read.error is not None
        level = self._ledger.level(read.developer)
        payload = kept_of_invalid(read.document, read.text, read.developer, level)
        self.result.held.append(
            Held(read.position, stated_event_id(read.document), read.error, read.developer, payload)
        )

    def _uid(self, interaction_id: str) -> bytes:
        uid = self._uids.get(interaction_id)
        if uid is None:
            uid = self._uids[interaction_id] = interaction_uid(interaction_id).bytes
        return uid


def corrected(occurred_us: int, skew_us: int) -> int:
    return min(max(occurred_us + skew_us, EARLIEST_US), LATEST_US - 1)
