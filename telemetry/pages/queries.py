"""What the pages read. Every query is bounded: by a key, by a time window, or by a number of rows."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, F, Func, Max, OuterRef, Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast

from telemetry.cleaning import clearing
from telemetry.models import (
    Batch,
    CleanInteractionRow,
    Clearance,
    Event,
    InteractionAlias,
    InteractionRow,
    QuarantinedEvent,
    StaleInteraction,
)
from telemetry.pages.events import Row

MOST_EVENTS = 1000
COUNT_LIMIT = 1000
RECENT_BATCHES = 2000
WINDOW = timedelta(seconds=60)
BARS = 30


class Client(NamedTuple):
    """A sender among the recent batches."""

    name: str
    version: str
    source: str
    last_at: datetime
    accepted: int
    rejected: int


class HeldRow(NamedTuple):
    """One line of the list of held or cleared interactions; `key` continues the list, held ones have no clearance."""

    key: int
    uid: UUID
    reasons: list[str]
    interaction: InteractionRow | None
    clearance: Clearance | None = None


class Rates(NamedTuple):
    """Events accepted within WINDOW, in BARS equal slices, oldest first."""

    slices: list[int]

    @property
    def a_second(self) -> float:
        return sum(self.slices) / WINDOW.total_seconds()


def event_rows(project_id: int, uid: UUID) -> list[Row]:
    """The first MOST_EVENTS events of an interaction in time order, with those of what was merged into it; equal times
    in order of id."""
    merged = InteractionAlias.objects.filter(project_id=project_id, into=uid).values_list("uid", flat=True)
    events = Event.objects.filter(project_id=project_id, interaction__in=[uid, *merged])
    events = events.annotate(text=Cast(F("payload"), TextField()))
    ordered = events.order_by("occurred_at", "event_id")
    return list(ordered.values_list("event_id", "batch_id", "type", "occurred_at", "text")[:MOST_EVENTS])


def interactions(project_id: int, *, state: str, reason: str, before: int | None) -> QuerySet[InteractionRow]:
    """Newest first, without documents. `state` and `reason` are those of cleaning; empty: any, but those that were
    merged into another one are shown only where their reason is asked for."""
    rows = InteractionRow.objects.filter(project_id=project_id).defer("document")
    if not reason:
        rows = rows.exclude(Exists(InteractionAlias.objects.filter(project_id=project_id, uid=OuterRef("uid"))))
    if state or reason:
        cleaned = CleanInteractionRow.objects.filter(project_id=project_id)
        cleaned = cleaned.filter(state=state) if state else cleaned
        cleaned = cleaned.filter(reasons__contains=[reason]) if reason else cleaned
        rows = rows.filter(uid__in=cleaned.values("uid"))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return rows.order_by("-pk")


def merged_into(project_id: int, uid: UUID) -> UUID | None:
    """The interaction that holds this one's events now."""
    aliases = InteractionAlias.objects.filter(project_id=project_id, uid=uid)
    return aliases.values_list("into", flat=True).first()


def cleaned_states(project_id: int, uids: list[UUID]) -> dict[UUID, CleanInteractionRow]:
    rows = CleanInteractionRow.objects.filter(project_id=project_id, uid__in=uids).defer("document")
    return {row.uid: row for row in rows}


def recent_reasons(project_id: int) -> list[str]:
    """The cleaning reasons among the latest rows, for the filter."""
    latest = CleanInteractionRow.objects.filter(project_id=project_id).order_by("-pk").values("pk")[:5000]
    reasons = CleanInteractionRow.objects.filter(pk__in=latest).annotate(reason=Func(F("reasons"), function="unnest"))
    return sorted(set(reasons.values_list("reason", flat=True).distinct()))


def held_interactions(project_id: int, reason: str, developer: str, before: int | None, most: int) -> list[HeldRow]:
    """Newest first."""
    rows = clearing.held(project_id, reason=reason, developer=developer).defer("document")
    rows = rows.filter(pk__lt=before) if before is not None else rows
    found = list(rows.order_by("-pk")[:most])
    known = _interactions(project_id, [row.uid for row in found])
    return [HeldRow(row.pk, row.uid, clearing.holding(row.reasons), known.get(row.uid)) for row in found]


def cleared_interactions(project_id: int, reason: str, developer: str, before: int | None, most: int) -> list[HeldRow]:
    """The latest clearance first."""
    rows = clearing.cleared(project_id, reason=reason, developer=developer)
    rows = rows.filter(pk__lt=before) if before is not None else rows
    found = list(rows.order_by("-pk")[:most])
    known = _interactions(project_id, [row.uid for row in found])
    return [HeldRow(row.pk, row.uid, [row.reason], known.get(row.uid), row) for row in found]


def one_interaction(project_id: int, uid: UUID) -> InteractionRow | None:
    return _interactions(project_id, [uid]).get(uid)


def _interactions(project_id: int, uids: list[UUID]) -> dict[UUID, InteractionRow]:
    rows = InteractionRow.objects.filter(project_id=project_id, uid__in=uids).defer("document")
    return {row.uid: row for row in rows}


def waits_for_cleaning(project_id: int, uid: UUID) -> bool:
    return StaleInteraction.objects.filter(project_id=project_id, uid=uid).exists()


def quarantined(project_id: int, *, state: str, code: str, before: int | None) -> QuerySet[QuarantinedEvent]:
    rows = QuarantinedEvent.objects.filter(project_id=project_id, state=state)
    rows = rows.filter(code=code) if code else rows
    rows = rows.filter(pk__lt=before) if before is not None else rows
    return rows.defer("payload").order_by("-pk")


def quarantine_codes(project_id: int, state: str) -> list[tuple[str, int]]:
    """(code, events) of the latest 5 000 in this state, most frequent first."""
    latest = QuarantinedEvent.objects.filter(project_id=project_id, state=state).order_by("-pk").values("pk")[:5000]
    counted = QuarantinedEvent.objects.filter(pk__in=latest).values_list("code").annotate(n=Count("pk"))
    return [(code, n) for code, n in counted.order_by("-n", "code")]


def held_count(project_id: int) -> int:
    """Events waiting in quarantine, counted up to COUNT_LIMIT + 1."""
    held = QuarantinedEvent.objects.filter(project_id=project_id, state=QuarantinedEvent.State.HELD)
    return held.values("pk")[: COUNT_LIMIT + 1].count()


def rates(project_id: int, now: datetime) -> Rates:
    recent = Batch.objects.filter(project_id=project_id, received_at__gt=now - WINDOW, received_at__lte=now)
    slices = [0] * BARS
    for received_at, accepted in recent.values_list("received_at", "accepted"):
        age = (now - received_at) / WINDOW
        slices[BARS - 1 - min(int(age * BARS), BARS - 1)] += accepted
    return Rates(slices)


def clients(project_id: int) -> list[Client]:
    """Who sent the latest RECENT_BATCHES batches, the latest sender first."""
    latest = Batch.objects.filter(project_id=project_id).order_by("-received_at").values("pk")[:RECENT_BATCHES]
    rows = (
        Batch.objects.filter(pk__in=latest)
        .values_list("client_name", "client_version", "source")
        .annotate(last_at=Max("received_at"), events=Sum("accepted"), bad=Sum("rejected"))
        .order_by("-last_at")[:20]
    )
    return [Client(*row) for row in rows]


def last_batch(project_id: int) -> Batch | None:
    """The latest batch that brought an event in."""
    good = Batch.objects.filter(Q(accepted__gt=0) | Q(duplicates__gt=0), project_id=project_id)
    return good.order_by("-received_at").first()
