"""Candidates: everything an interaction's events say about one model output each."""

from telemetry.assembly import fields
from telemetry.assembly.events import StoredEvent
from telemetry.contracts import Candidate, Signal

GENERATED = "candidate.generated"


def to_signal(event: StoredEvent) -> Signal:
    return Signal(
        event_id=event.event_id,
        type=event.type,
        at=event.at,
        actor=event.actor or "human",
        developer=event.developer or "",
        data=event.data,
    )


def assemble_candidates(events: list[StoredEvent]) -> tuple[tuple[Candidate, ...], list[str]]:
    """Candidates in order of appearance, and the ids of generations that lost to an earlier one.

    `events` are in order and all name a candidate. A candidate whose generation has not come yet keeps its
    signals and waits without a text.
    """
    by_candidate: dict[str, list[StoredEvent]] = {}
    for event in events:
        by_candidate.setdefault(event.candidate_id or "", []).append(event)
    candidates: list[tuple[tuple[int, int, str], Candidate]] = []
    superseded: list[str] = []
    for candidate_id, mine in by_candidate.items():
        generations = [event for event in mine if event.type == GENERATED]
        signals = tuple(to_signal(event) for event in mine if event.type != GENERATED)
        superseded += [event.event_id for event in generations[1:]]
        first = generations[0] if generations else None
        candidates.append(((first or mine[0]).order, _candidate(candidate_id, first, signals)))
    candidates.sort(key=lambda item: item[0])
    return tuple(candidate for _, candidate in candidates), superseded


def _candidate(candidate_id: str, generated: StoredEvent | None, signals: tuple[Signal, ...]) -> Candidate:
    if generated is None:
        return Candidate(candidate_id=candidate_id, signals=signals)
    data = generated.data
    return Candidate(
        candidate_id=candidate_id,
        text=fields.text_or_none(data, "text"),
        text_digest=fields.text(data, "text_digest"),
        text_length=fields.whole(data, "text_length") or len(fields.text(data, "text")),
        model=fields.text(data, "model"),
        checkpoint=fields.text(data, "checkpoint"),
        params=fields.mapping(data, "params"),
        latency_ms=fields.number_or_none(data, "latency_ms"),
        logprob_sum=fields.number_or_none(data, "logprob_sum"),
        finish_reason=fields.text(data, "finish_reason"),
        propensity=fields.number_or_none(data, "propensity"),
        generated_event_id=generated.event_id,
        generated_at=generated.at,
        signals=signals,
    )
