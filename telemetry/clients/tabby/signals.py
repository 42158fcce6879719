"""What a developer did with a completion to an event. Pure: the client tells no time, `received_us` stands for it."""

from typing import Final

from telemetry.clients.mapping import Document, Mapped, MappedEvent, event
from telemetry.clients.tabby import names
from telemetry.clients.tabby.requests import Signal

_TYPES: Final = {"view": "candidate.shown", "select": "candidate.accepted", "dismiss": "candidate.dismissed"}


def map_signal(signal: Signal, received_us: int) -> Mapped:
    return Mapped([MappedEvent(0, _event(signal, received_us))], [])


def _event(signal: Signal, received_us: int) -> Document:
    return event(
        _TYPES[signal.kind],
        names.signal_id(*_parts(signal)),
        received_us,
        interaction_id=names.interaction_of(signal.completion_id),
        candidate_id=names.candidate_of(signal.choice_index),
        actor="system" if signal.kind == "view" else "human",
        data=_data(signal),
    )


def _parts(signal: Signal) -> tuple[str, int, str, str, str, int | None]:
    return (
        signal.completion_id,
        signal.choice_index,
        signal.kind,
        signal.select_kind,
        signal.view_id,
        signal.elapsed,
    )


def _data(signal: Signal) -> Document:
    """No position of what was shown: VS Code names the first choice whichever it shows. No reason of a dismissal:
    it may be Esc as well as typing on. A selection by `line` may be one of a word, so it is just partial.
    """
    if signal.kind == "view":
        return {}
    if signal.kind == "select":
        return {"kind": "partial" if signal.select_kind else "full", "visible_ms": signal.elapsed}
    return {"visible_ms": signal.elapsed}
