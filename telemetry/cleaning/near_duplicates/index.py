"""The bands of everything kept, in the database: what is new is compared with all of it by a few look-ups.

An interaction repeats another where, in one of its bands, there is another prompt of smaller rank, or one of the same
rank (the same person decided the same of the same answers to the same prompt) and a smaller uid. So in each band only
the first prompt's interactions stay, and of those the first of each rank. Who stays is a function of the set, not of
its history: only where the first of a band changes can anything turn for those already there, and then the few
concerned are queued.

Whoever changes a project's bands holds one lock until the commit: of two that enter a band the later sees the
earlier. The lock comes after those on interactions, and by ascending project, so nobody waits in a circle.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from flywheel.database import Cursor
from telemetry.cleaning.near_duplicates.rank import prompt_of, ranks_of

LOCK = 0x6E656172  # of pg_advisory_xact_lock(LOCK, project)


class Entry(NamedTuple):
    """An interaction with its bands; without any where it can be no other's duplicate, nor make one."""

    uid: str  # 32 hexadecimal digits
    rank: int
    bands: Sequence[int]


class Place(NamedTuple):
    """One row of the index."""

    band: int
    rank: int
    uid: str


class Firsts:
    """The smallest rank of each band, and the smallest uid of each rank in a band."""

    def __init__(self, found: Iterable[tuple[int, int, int, str | None]] = ()) -> None:
        """Rows of (band, rank, the band's smallest rank, that rank's smallest uid, None where there is none)."""
        self.ranks: dict[int, int] = {}
        self.uids: dict[tuple[int, int], str] = {}
        for band, rank, first_rank, first_uid in found:
            self.ranks[band] = first_rank
            if first_uid is not None:
                self.uids[band, rank] = first_uid

    def with_(self, places: Iterable[Place]) -> "Firsts":
        firsts = Firsts()
        firsts.ranks, firsts.uids = dict(self.ranks), dict(self.uids)
        ranks, uids = firsts.ranks, firsts.uids
        for band, rank, uid in places:
            if ranks.setdefault(band, rank) > rank:
                ranks[band] = rank
            if uids.setdefault((band, rank), uid) > uid:
                uids[band, rank] = uid
        return firsts

    def precede(self, place: Place) -> bool:
        band, rank, uid = place
        return prompt_of(self.ranks[band]) < prompt_of(rank) or self.uids[band, rank] < uid


def find_repeats(cursor: Cursor, project_id: int, entries: Sequence[Entry]) -> set[str]:
    """Brings the index up to date with these interactions, queues others whose verdict turned, and returns which of
    these repeat another one."""
    new = {Place(band, entry.rank, entry.uid) for entry in entries for band in entry.bands}
    old = _places(cursor, project_id, [entry.uid for entry in entries])
    if old != new:
        cursor.execute("SELECT pg_advisory_xact_lock(%s::int, %s::int)", [LOCK, project_id])
    before = _firsts(cursor, project_id, old | new)
    after = before.with_(new - old)
    if old != new:
        _remove(cursor, project_id, old - new)
        _add(cursor, project_id, new - old)
        if old - new:
            after = _firsts(cursor, project_id, old | new)
        _queue_turned(cursor, project_id, before, after, [entry.uid for entry in entries])
    return {place.uid for place in new if after.precede(place)}


def _places(cursor: Cursor, project_id: int, uids: list[str]) -> set[Place]:
    cursor.execute(
        "SELECT band, rank, replace(uid::text, '-', '') FROM telemetry_near_duplicate_band"
        " WHERE project_id = %s::int AND uid = ANY(%s::uuid[])",
        [project_id, _array(uids)],
    )
    return {Place(*row) for row in cursor.fetchall()}


def _firsts(cursor: Cursor, project_id: int, places: Collection[Place]) -> Firsts:
    asked = sorted({(band, rank) for band, rank, _ in places})
    cursor.execute(
        "SELECT t.band, t.rank, first.rank, ("
        "  SELECT replace(o.uid::text, '-', '') FROM telemetry_near_duplicate_band o"
        "  WHERE o.project_id = %(project)s::int AND o.band = t.band AND o.rank = t.rank ORDER BY o.uid LIMIT 1)"
        " FROM unnest(%(bands)s::bigint[], %(ranks)s::bigint[]) AS t (band, rank) CROSS JOIN LATERAL ("
        "  SELECT o.rank FROM telemetry_near_duplicate_band o"
        "  WHERE o.project_id = %(project)s::int AND o.band = t.band ORDER BY o.rank LIMIT 1) AS first",
        {"project": project_id, "bands": _array(band for band, _ in asked), "ranks": _array(rank for _, rank in asked)},
    )
    return Firsts(cursor.fetchall())


def _columns(places: Iterable[Place]) -> list[str]:
    ordered = sorted(places)  # neighbours in the index are written together
    return [_array(place[column] for place in ordered) for column in range(3)]


def _array(values: Iterable[object]) -> str:
    """An array literal of what needs no quotes: psycopg looks for some in each of the thousands of values."""
    return "{" + ",".join(map(str, values)) + "}"


def _remove(cursor: Cursor, project_id: int, places: Collection[Place]) -> None:
    cursor.execute(
        "DELETE FROM telemetry_near_duplicate_band o"
        " USING unnest(%s::bigint[], %s::bigint[], %s::uuid[]) AS t (band, rank, uid)"
        " WHERE o.project_id = %s::int AND o.band = t.band AND o.rank = t.rank AND o.uid = t.uid",
        [*_columns(places), project_id],
    )


def _add(cursor: Cursor, project_id: int, places: Collection[Place]) -> None:
    cursor.execute(
        "INSERT INTO telemetry_near_duplicate_band (project_id, band, rank, uid)"
        " SELECT %s::int, * FROM unnest(%s::bigint[], %s::bigint[], %s::uuid[])",
        [project_id, *_columns(places)],
    )


def _queue_turned(cursor: Cursor, project_id: int, before: Firsts, after: Firsts, own: list[str]) -> None:
    """Queues who was first and is no longer, or is now; `own` are being judged anyway."""
    uids = {max(uid, after.uids.get(key, uid)) for key, uid in before.uids.items() if after.uids.get(key) != uid}
    prompts = []
    for band, rank in before.ranks.items():
        was, now = prompt_of(rank), prompt_of(after.ranks.get(band, rank))
        if was != now:
            prompts.append((band, *ranks_of(max(was, now))))
    cursor.execute(
        "INSERT INTO telemetry_stale_interaction (project_id, uid) SELECT %s::int, turned.uid FROM ("
        "  SELECT unnest(%s::uuid[]) AS uid UNION"
        "  SELECT its.uid FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS t (band, lowest, highest)"
        "  CROSS JOIN LATERAL (SELECT DISTINCT ON (o.rank) o.uid FROM telemetry_near_duplicate_band o"
        "   WHERE o.project_id = %s::int AND o.band = t.band AND o.rank BETWEEN t.lowest AND t.highest"
        "   ORDER BY o.rank, o.uid) AS its"
        " ) AS turned WHERE turned.uid <> ALL(%s::uuid[])",
        [
            project_id,
            _array(uids),
            *(_array(one[column] for one in prompts) for column in range(3)),
            project_id,
            _array(own),
        ],
    )
