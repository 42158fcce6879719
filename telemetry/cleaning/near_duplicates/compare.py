"""Cleaned interactions → which of them repeat another one that is kept."""

from collections.abc import Mapping

from flywheel.database import Cursor
from telemetry.cleaning.group import group_id
from telemetry.cleaning.near_duplicates.document import Document, document_of
from telemetry.cleaning.near_duplicates.index import Entry, find_repeats
from telemetry.cleaning.near_duplicates.rank import rank
from telemetry.contracts import Interaction


def near_duplicates(cursor: Cursor, project_id: int, cleaned: Mapping[str, Interaction | None]) -> set[str]:
    """`cleaned` is by uid: scrubbed, or None where nothing was kept, which takes it out of the index."""
    from telemetry.cleaning.near_duplicates.signature import bands  # numpy: only where something is cleaned

    documents = {uid: document_of(kept) for uid, kept in cleaned.items() if kept is not None}
    compared = {uid: document for uid, document in documents.items() if document is not None}
    signatures = dict(zip(compared, bands(list(compared.values())), strict=True))
    entries = [_entry(uid, kept, documents.get(uid), signatures.get(uid, [])) for uid, kept in cleaned.items()]
    return find_repeats(cursor, project_id, entries)


def _entry(uid: str, kept: Interaction | None, document: Document | None, signature: list[int]) -> Entry:
    if kept is None or document is None or not signature:
        return Entry(uid, 0, ())
    return Entry(uid, rank(group_id(kept), kept.developer, document.answered), signature)
