"""Clean interactions of one group → what was observed of each candidate. Pure.

Only signals caused by a person count. What agents, formatters and the like did to a text never labels it,
but it ends what can be known of its retention: later horizons are censored, not negative.
"""

from collections.abc import Iterable, Sequence

from exports.preferences import signal_data
from exports.preferences.comparisons import comparisons_of
from exports.preferences.distance import edit_distance, norm
from exports.preferences.facts import (
    Acceptance,
    Copy,
    Dismissal,
    Edit,
    Fact,
    Group,
    Observation,
    Rating,
    Ref,
    Regeneration,
)
from exports.preferences.outcomes import baseline_of, outcomes_of
from exports.preferences.prompts import messages_of
from exports.preferences.retention import censored_at, retention_of
from exports.preferences.thresholds import EDIT_MIN, SCORE_BAD, SCORE_GOOD
from exports.preferences.tool_calls import tool_calls_of
from telemetry.contracts import Candidate, CleanInteraction, Interaction, Signal

HUMAN = "human"


def observe(group_id: str, members: Sequence[CleanInteraction]) -> Group:
    """The group's observations. Its prompt is empty where consent kept every prompt text away."""
    interactions = sorted((member.interaction for member in members), key=lambda one: one.uid)
    prompts = (messages_of(one.prompt) for one in interactions)
    return Group(
        group_id=group_id,
        prompt=next((prompt for prompt in prompts if prompt), ()),
        observations=tuple(seen for one in interactions for seen in _candidates_of(one)),
        comparisons=tuple(seen for one in interactions for seen in comparisons_of(one)),
        tool_calls=tuple(call for one in interactions for call in tool_calls_of(one)),
        baselines={one.uid: baseline_of(one) for one in interactions},
    )


def _candidates_of(interaction: Interaction) -> list[Observation]:
    """Candidates without a text (consent, or not generated yet) cannot become training rows."""
    candidates = sorted(interaction.candidates, key=lambda one: one.candidate_id)
    return [_observe(interaction, one) for one in candidates if one.text is not None]


def _observe(interaction: Interaction, candidate: Candidate) -> Observation:
    text = candidate.text or ""
    human = [signal for signal in candidate.signals if signal.actor == HUMAN]
    accepted = _acceptance(text, _of(human, "candidate.accepted"))
    since = accepted or _first(_of(human, "candidate.dismissed")) or _shown(candidate)
    censor = censored_at(candidate.signals, since)
    edit = _edit(text, _of(human, "candidate.edited"), since, censor)
    shown = _last_signal(candidate.signals, "candidate.shown")
    return Observation(
        ref=Ref(interaction.uid, candidate.candidate_id),
        text=text,
        model=candidate.model,
        checkpoint=candidate.checkpoint,
        finish_reason=candidate.finish_reason,
        propensity=candidate.propensity,
        origin=_origin(interaction, candidate),
        shown=_shown(candidate),
        position=_position(shown),
        randomized=shown is not None and signal_data.flag(shown, "randomized") is True,
        accepted=accepted,
        dismissed=None if accepted else _dismissal(candidate, human),
        edit=edit,
        retention=retention_of(text, _of(human, "candidate.retained"), since, censor),
        censored_at_s=censor,
        reverted=_first(_of(human, "candidate.reverted")),
        reverted_at_s=_after_s(_of(human, "candidate.reverted"), since),
        copied=_copy(_of(human, "candidate.copied")),
        regenerated=_regeneration(_of(human, "candidate.regenerated")),
        ratings=_ratings(_of(human, "candidate.rated")),
        outcomes=outcomes_of(interaction, candidate, until=_materially_edited(edit)),
    )


def _of(signals: Iterable[Signal], kind: str) -> list[Signal]:
    return [signal for signal in signals if signal.type == kind]


def _first(signals: Sequence[Signal]) -> Fact | None:
    return signal_data.fact(signals[0]) if signals else None


def _last_signal(signals: Iterable[Signal], kind: str) -> Signal | None:
    return next(reversed(_of(signals, kind)), None)


def _shown(candidate: Candidate) -> Fact | None:
    return _first(_of(candidate.signals, "candidate.shown"))


def _position(shown: Signal | None) -> int | None:
    place = signal_data.number(shown, "position") if shown else None
    return int(place) if place is not None and place >= 0 else None


def _origin(interaction: Interaction, candidate: Candidate) -> tuple[Fact, ...]:
    """The two events every record of the candidate rests on: the request, and the generation."""
    pairs = (
        (interaction.started_event_id, interaction.started_at),
        (candidate.generated_event_id, candidate.generated_at),
    )
    return tuple(Fact(event_id=event_id, at=at or 0) for event_id, at in pairs if event_id)


def _acceptance(text: str, signals: Sequence[Signal]) -> Acceptance | None:
    """Taken as a whole, or word by word; a late acceptance beats an earlier dismissal."""
    if not signals:
        return None
    whole = [signal for signal in signals if _is_whole(text, signal)]
    signal = (whole or signals)[0]
    parts = "".join(signal_data.text(one, "accepted_text") or "" for one in signals)
    return Acceptance(
        event_id=signal.event_id,
        at=signal.at,
        developer=signal.developer,
        whole=bool(whole) or (bool(parts.strip()) and norm(parts) == norm(text)),
    )


def _is_whole(text: str, signal: Signal) -> bool:
    if (signal_data.text(signal, "kind") or "full") == "full":
        return True
    return norm(signal_data.text(signal, "accepted_text") or "\0") == norm(text)


def _dismissal(candidate: Candidate, human: Sequence[Signal]) -> Dismissal | None:
    dismissals = _of(human, "candidate.dismissed")
    if not dismissals:
        return None
    explicit = [one for one in dismissals if signal_data.text(one, "reason") == "explicit"]
    signal = (explicit or dismissals)[0]
    return Dismissal(
        event_id=signal.event_id,
        at=signal.at,
        developer=signal.developer,
        reason=signal_data.text(signal, "reason") or "",
        visible_ms=_visible_ms(candidate, signal),
    )


def _visible_ms(candidate: Candidate, dismissal: Signal) -> float | None:
    """As the client measured it; else the time between the two events of the same clock."""
    measured = [signal_data.number(dismissal, "visible_ms")]
    measured += [signal_data.number(one, "visible_ms") for one in _of(candidate.signals, "candidate.hidden")]
    told = next((value for value in measured if value is not None), None)
    shown = _shown(candidate)
    return told if told is not None or shown is None else float(dismissal.at - shown.at)


def _edit(text: str, signals: Sequence[Signal], since: Fact | None, censor: float | None) -> Edit | None:
    """The person's last version known before somebody else rewrote the text."""
    edits = [_one_edit(text, signal, since) for signal in signals]
    known = [one for one in edits if one and (censor is None or one.after_s < censor)]
    return max(known, key=lambda one: (one.after_s, one.at, one.event_id), default=None)


def _one_edit(text: str, signal: Signal, since: Fact | None) -> Edit | None:
    final = signal_data.text(signal, "final_text")
    if final is None:
        return None
    return Edit(
        event_id=signal.event_id,
        at=signal.at,
        developer=signal.developer,
        final_text=final,
        after_s=_after_s([signal], since) or 0.0,
        distance=edit_distance(text, final),
    )


def _after_s(signals: Sequence[Signal], since: Fact | None) -> float | None:
    if not signals:
        return None
    told = signal_data.number(signals[0], "after_s")
    return told if told is not None else (signals[0].at - since.at) / 1000 if since else None


def _materially_edited(edit: Edit | None) -> int | None:
    """From this moment on, tests ran against the person's text, not the candidate's."""
    return edit.at if edit and (edit.distance is None or edit.distance >= EDIT_MIN) else None


def _copy(signals: Sequence[Signal]) -> Copy | None:
    if not signals:
        return None
    pasted = [one for one in signals if signal_data.flag(one, "pasted")]
    signal = (pasted or signals)[0]
    return Copy(
        event_id=signal.event_id,
        at=signal.at,
        developer=signal.developer,
        text=signal_data.text(signal, "text"),
        pasted=bool(pasted),
    )


def _regeneration(signals: Sequence[Signal]) -> Regeneration | None:
    if not signals:
        return None
    signal = signals[0]
    feedback = signal_data.text(signal, "feedback") or ""
    return Regeneration(event_id=signal.event_id, at=signal.at, developer=signal.developer, feedback=feedback)


def _ratings(signals: Sequence[Signal]) -> tuple[Rating, ...]:
    """Each person's last word; taking a vote back (0) is a word too."""
    last = {signal.developer: signal for signal in signals}
    return tuple(
        Rating(event_id=one.event_id, at=one.at, developer=one.developer, good=_is_good(one))
        for _, one in sorted(last.items())
    )


def _is_good(signal: Signal) -> bool | None:
    value, score = signal_data.number(signal, "value"), signal_data.number(signal, "score")
    if value is not None:
        return None if value == 0 else value > 0
    if score is None or SCORE_BAD < score < SCORE_GOOD:
        return None
    return score >= SCORE_GOOD
