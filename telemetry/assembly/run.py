"""Claims new batches and assembles the interactions they touch.

Locks are taken in one order everywhere: interactions by (project, uid), then source buckets by their key. So
two workers never assemble one interaction at once and never wait for each other in a circle.
"""

import uuid
from collections.abc import Iterable, Iterator

from django.db import transaction

from telemetry.assembly import table
from telemetry.assembly.activity import bucket_of, count_activity
from telemetry.assembly.interactions import MAX_BYTES, MAX_EVENTS, assemble, merged, oversized
from telemetry.assembly.keys import Bucket, Key, Known, Size
from telemetry.assembly.sources import to_moment
from telemetry.contracts import Interaction
from telemetry.models import Batch

MAX_CLAIMED_EVENTS = 10_000  # bounds one transaction whatever `limit` says
CLAIMED_AT_ONCE = 4
CHUNK_BYTES = 64 * 1024 * 1024  # of payload held in memory at a time
NO_INTERACTION = uuid.UUID(int=0)  # of events that concern none, such as consent

Moves = list[tuple[Bucket | None, Bucket | None]]  # (bucket before, bucket now) of each interaction


def assemble_batches(limit: int = 200) -> int:
    """Assembles up to `limit` new batches in one transaction; returns how many (0: nothing to do)."""
    with transaction.atomic():
        batches = _claim(limit)
        touched = sorted(
            {Key(batch.project_id, uid) for batch in batches for uid in batch.interactions if uid != NO_INTERACTION}
        )
        if touched:
            _assemble(touched)
        Batch.objects.filter(pk__in=[batch.pk for batch in batches]).update(state=Batch.State.ASSEMBLED)
    return len(batches)


def _claim(limit: int) -> list[Batch]:
    """The oldest new batches no other worker holds, about as many as fit MAX_CLAIMED_EVENTS (at least one).

    A few are locked at a time: what is locked and not taken would be work that no other worker can have.
    """
    waiting = Batch.objects.filter(state=Batch.State.NEW).order_by("received_at")
    fields = waiting.only("id", "project_id", "accepted", "interactions").select_for_update(skip_locked=True)
    claimed: list[Batch] = []
    while len(claimed) < limit and sum(batch.accepted for batch in claimed) < MAX_CLAIMED_EVENTS:
        few = list(fields.exclude(pk__in=[batch.pk for batch in claimed])[: min(CLAIMED_AT_ONCE, limit - len(claimed))])
        if not few:
            break
        claimed += few
    return claimed


def _assemble(touched: list[Key]) -> None:
    aliases, known = _lock(touched)
    moves = _empty(aliases, known)
    for chunk in _chunks(table.sizes([key for key in known if key not in aliases])):
        fresh = [
            (key, interaction)
            for key, interaction in _interactions(chunk)
            # Fewer events than before: retention dropped their partition. What was assembled then stays.
            if interaction.oversized or interaction.event_count >= known[key].event_count
        ]
        table.save(fresh)
        moves += [(known[key].bucket, _bucket(key, interaction)) for key, interaction in fresh]
    count_activity(moves)


def _lock(touched: list[Key]) -> tuple[dict[Key, Key], dict[Key, Known]]:
    """Locks the interactions with all that count as them. What joined them meanwhile was not locked in its order:
    then all is let go and locked anew. Of any two workers the later one so sees every alias the earlier one saw."""
    aliases = table.aliases(touched)
    while True:
        savepoint = transaction.savepoint()
        known = table.lock(sorted({*touched, *aliases, *aliases.values()}))
        found = table.aliases(touched)
        if found == aliases:
            transaction.savepoint_commit(savepoint)
            return aliases, known
        transaction.savepoint_rollback(savepoint)
        aliases = found


def _empty(aliases: dict[Key, Key], known: dict[Key, Known]) -> Moves:
    """Leaves nothing in interactions that count as another one, whatever was assembled of them before."""
    table.save([(key, merged(key.uid, into.uid)) for key, into in aliases.items()])
    return [(known[key].bucket, None) for key in aliases]


def _chunks(sizes: Iterable[tuple[Key, Size]]) -> Iterator[list[tuple[Key, Size]]]:
    chunk: list[tuple[Key, Size]] = []
    held = 0
    for key, size in sizes:
        if chunk and held + size.bytes > CHUNK_BYTES:
            yield chunk
            chunk, held = [], 0
        chunk.append((key, size))
        held += size.bytes
    yield chunk


def _too_big(size: Size) -> bool:
    return size.events > MAX_EVENTS or size.bytes > MAX_BYTES


def _interactions(chunk: list[tuple[Key, Size]]) -> Iterator[tuple[Key, Interaction]]:
    rows = table.read([key for key, size in chunk if not _too_big(size)])
    for key, size in chunk:
        if _too_big(size):
            yield key, oversized(key.uid, MAX_EVENTS + 1)
        else:
            yield key, assemble(key.uid, rows.get(key, []))


def _bucket(key: Key, interaction: Interaction) -> Bucket | None:
    return bucket_of(
        key.project_id,
        interaction.developer,
        None if interaction.oversized else to_moment(interaction.first_at),
    )
