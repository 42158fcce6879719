"""What people did with a candidate: their signals as typed facts. Pure."""

from collections.abc import Iterable, Sequence

from exports.preferences import signal_data
from exports.preferences.cutoffs import Cutoffs
from exports.preferences.distance import edit_distance, norm
from exports.preferences.facts import Acceptance, Copy, Dismissal, Edit, Fact, Rating, Regeneration
from exports.preferences.substance import plain
from telemetry.contracts import Candidate, Signal


def of(signals: Iterable[Signal], kind: str) -> list[Signal]:
    return [signal for signal in signals if signal.type == kind]


def first(signals: Sequence[Signal]) -> Fact | None:
    return signal_data.fact(signals[0]) if signals else None


def shown_of(candidate: Candidate) -> Fact | None:
    return first(of(candidate.signals, "candidate.shown"))


def acceptance_of(text: str, signals: Sequence[Signal]) -> Acceptance | None:
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


def dismissal_of(candidate: Candidate, human: Sequence[Signal]) -> Dismissal | None:
    dismissals = of(human, "candidate.dismissed")
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
    measured += [signal_data.number(one, "visible_ms") for one in of(candidate.signals, "candidate.hidden")]
    told = next((value for value in measured if value is not None), None)
    shown = shown_of(candidate)
    return told if told is not None or shown is None else float(dismissal.at - shown.at)


def edit_of(
    candidate: Candidate,
    language: str,
    signals: Sequence[Signal],
    since: Fact | None,
    censor: float | None,
    cutoffs: Cutoffs,
) -> Edit | None:
    """The person's last version known before somebody else rewrote the text."""
    edits = [_one_edit(candidate.text or "", language, signal, since, cutoffs) for signal in signals]
    known = [one for one in edits if one and (censor is None or one.after_s < censor)]
    return max(known, key=lambda one: (one.after_s, one.at, one.event_id), default=None)


def _one_edit(text: str, language: str, signal: Signal, since: Fact | None, cutoffs: Cutoffs) -> Edit | None:
    final = signal_data.text(signal, "final_text")
    if final is None:
        return None
    distance = edit_distance(text, final, cutoffs.distance_max_chars)
    is_large = distance is None or distance >= cutoffs.edit_min
    return Edit(
        event_id=signal.event_id,
        at=signal.at,
        developer=signal.developer,
        final_text=final,
        after_s=after_s([signal], since) or 0.0,
        distance=distance,
        is_material=is_large or plain(text, language) != plain(final, language),
    )


def after_s(signals: Sequence[Signal], since: Fact | None) -> float | None:
    if not signals:
        return None
    told = signal_data.number(signals[0], "after_s")
    return told if told is not None else (signals[0].at - since.at) / 1000 if since else None


def copy_of(signals: Sequence[Signal]) -> Copy | None:
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


def regeneration_of(signals: Sequence[Signal]) -> Regeneration | None:
    if not signals:
        return None
    signal = signals[0]
    feedback = signal_data.text(signal, "feedback") or ""
    return Regeneration(event_id=signal.event_id, at=signal.at, developer=signal.developer, feedback=feedback)


def ratings_of(signals: Sequence[Signal], cutoffs: Cutoffs) -> tuple[Rating, ...]:
    """Each person's last word; taking a vote back (0) is a word too."""
    last = {signal.developer: signal for signal in signals}
    return tuple(
        Rating(event_id=one.event_id, at=one.at, developer=one.developer, good=_is_good(one, cutoffs))
        for _, one in sorted(last.items())
    )


def _is_good(signal: Signal, cutoffs: Cutoffs) -> bool | None:
    value, score = signal_data.number(signal, "value"), signal_data.number(signal, "score")
    if value is not None:
        return None if value == 0 else value > 0
    if score is None or cutoffs.score_bad < score < cutoffs.score_good:
        return None
    return score >= cutoffs.score_good
