"""Who has sent something, when last, and what came of it in the last hour. Every query is bounded."""

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Count, Max, Q, Sum

from telemetry.clients.mapping import INVALID_RECORD, NO_SIGNAL, TOO_LARGE, UNKNOWN_CLIENT, UNKNOWN_EVENT
from telemetry.models import Batch

WINDOW: Final = timedelta(hours=1)
NATIVE: Final = "native"
MOST_POSTS: Final = 2000  # of one client that are counted
MOST_FEEDS: Final = 60
MOST_UNMAPPED: Final = 20
REASONS: Final = {
    NO_SIGNAL: "known, and it says nothing about any code",
    UNKNOWN_EVENT: "not known to this version of Flywheel",
    UNKNOWN_CLIENT: "from a client this version does not know",
    INVALID_RECORD: "not what this client is known to send",
    TOO_LARGE: "larger than an event may be",
}
# The names are walked from one to the next along the index, so that many batches cost no more than few.
_FEEDS: Final = """
WITH RECURSIVE feed AS (
    (SELECT source, client_name FROM telemetry_batch WHERE project_id = %(project)s AND source <> 'native'
     ORDER BY source, client_name LIMIT 1)
    UNION ALL
    SELECT next.source, next.client_name FROM feed, LATERAL (
        SELECT source, client_name FROM telemetry_batch
        WHERE project_id = %(project)s AND source <> 'native'
        AND (source, client_name) > (feed.source, feed.client_name)
        ORDER BY source, client_name LIMIT 1
    ) AS next
)
SELECT feed.source, feed.client_name, last.client_version, last.received_at, last.understood,
    hour.posts, hour.events, hour.duplicates, hour.rejected, hour.event_at
FROM (SELECT * FROM feed LIMIT %(feeds)s) AS feed,
LATERAL (
    SELECT client_version, received_at, accepted + duplicates > 0 AS understood FROM telemetry_batch
    WHERE project_id = %(project)s AND source <> 'native' AND source = feed.source AND client_name = feed.client_name
    ORDER BY received_at DESC LIMIT 1
) AS last,
LATERAL (
    SELECT count(*) AS posts, coalesce(sum(accepted), 0) AS events, coalesce(sum(duplicates), 0) AS duplicates,
        coalesce(sum(rejected), 0) AS rejected,
        max(received_at) FILTER (WHERE accepted + duplicates > 0) AS event_at
    FROM (
        SELECT accepted, duplicates, rejected, received_at FROM telemetry_batch
        WHERE project_id = %(project)s AND source <> 'native' AND source = feed.source
        AND client_name = feed.client_name AND received_at > %(since)s
        ORDER BY received_at DESC LIMIT %(posts)s
    ) AS recent
) AS hour
"""
_UNMAPPED: Final = """
SELECT coalesce(item ->> 'name', ''), item ->> 'reason', coalesce(item ->> 'field', ''),
    sum(coalesce((item ->> 'count')::bigint, 1))
FROM unnest(%(sources)s::text[], %(names)s::text[]) AS feed (source, client_name),
LATERAL (
    SELECT unmapped FROM telemetry_batch
    WHERE project_id = %(project)s AND source <> 'native' AND source = feed.source
    AND client_name = feed.client_name AND received_at > %(since)s
    ORDER BY received_at DESC LIMIT %(posts)s
) AS recent, jsonb_array_elements(unmapped) AS item
GROUP BY 1, 2, 3 ORDER BY item ->> 'reason' = %(harmless)s, 4 DESC, 1 LIMIT %(most)s
"""


class Seen(NamedTuple):
    """One client as its batches name it. Counts are of the last hour, at most MOST_POSTS posts of it."""

    source: str
    name: str
    version: str
    last_at: datetime  # of any post
    understood: bool  # whether the last post brought an event
    posts: int
    events: int
    duplicates: int
    rejected: int
    event_at: datetime | None  # of the last post within the hour that brought one

    @property
    def needs_attention(self) -> bool:
        silent = not (self.events or self.duplicates) if self.posts else not self.understood
        return silent or self.rejected > 0

    @property
    def counts_cut(self) -> bool:
        return self.posts >= MOST_POSTS


class Unmapped(NamedTuple):
    """What of a client made no event."""

    name: str
    reason: str  # in plain words
    field: str
    times: int


def foreign(project_id: int, now: datetime) -> list[Seen]:
    """Every client that is not a native one, by source and name."""
    values: dict[str, Any] = {"project": project_id, "since": now - WINDOW, "feeds": MOST_FEEDS, "posts": MOST_POSTS}
    with connection.cursor() as cursor:
        cursor.execute(_FEEDS, values)
        return [Seen(*row) for row in cursor.fetchall()]


def native(project_id: int, now: datetime) -> list[Seen]:
    """Native clients among the latest MOST_POSTS batches, the latest first."""
    latest = Batch.objects.filter(project_id=project_id).order_by("-received_at").values("pk")[:MOST_POSTS]
    recent, good = Q(received_at__gt=now - WINDOW), Q(accepted__gt=0) | Q(duplicates__gt=0)
    rows = (
        Batch.objects.filter(pk__in=latest, source=NATIVE)
        .values_list("client_name", "client_version")
        .annotate(
            last_at=Max("received_at"),
            good_at=Max("received_at", filter=good),
            posts=Count("pk", filter=recent),
            events=Sum("accepted", filter=recent, default=0),
            repeats=Sum("duplicates", filter=recent, default=0),
            bad=Sum("rejected", filter=recent, default=0),
            event_at=Max("received_at", filter=recent & good),
        )
        .order_by("-last_at")[:MOST_UNMAPPED]
    )
    return [
        Seen(NATIVE, name, version, last_at, last_at == good_at, *counts)
        for name, version, last_at, good_at, *counts in rows
    ]


def unmapped(project_id: int, feeds: list[Seen], now: datetime) -> list[Unmapped]:
    """What of these made no event in the last hour: first what should have, then the rest, most frequent first."""
    if not feeds:
        return []
    values: dict[str, Any] = {
        "project": project_id,
        "sources": [feed.source for feed in feeds],
        "names": [feed.name for feed in feeds],
        "since": now - WINDOW,
        "posts": MOST_POSTS,
        "most": MOST_UNMAPPED,
        "harmless": NO_SIGNAL,
    }
    with connection.cursor() as cursor:
        cursor.execute(_UNMAPPED, values)
        return [
            Unmapped(name, REASONS.get(reason, reason), field, times)
            for name, reason, field, times in cursor.fetchall()
        ]


def dropped(project_id: int, now: datetime) -> list[tuple[str, int]]:
    """(reason, events) native senders say they lost in the last hour."""
    recent = Batch.objects.filter(project_id=project_id, source=NATIVE, received_at__gt=now - WINDOW)
    totals: dict[str, int] = {}
    for report in recent.order_by("-received_at").values_list("dropped", flat=True)[:MOST_POSTS]:
        for reason, count in report.items():
            totals[reason] = totals.get(reason, 0) + count
    return sorted(totals.items(), key=lambda item: (-item[1], item[0]))


def since(moment: datetime, now: datetime) -> str:
    """`12 s ago`, to the second while somebody is watching."""
    seconds = max(int((now - moment).total_seconds()), 0)
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return f"{seconds} s ago"
