"""GitHub Copilot Chat's log records to native events. Pure.

They carry no text, so they count and measure, and label nothing by themselves. Their ids are not joined either: the
`request_id` of an edit's feedback is the response's id, that of its survival the request's, and
`gen_ai.client.inference.operation.details` names the model's completion under a third attribute; each is taken as
given. Source: src/platform/otel/common/genAiEvents.ts of microsoft/vscode-copilot-chat. The body is a sentence.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from telemetry.clients.mapping import NO_SIGNAL, UNKNOWN_EVENT, Document, Unmappable, derived_name
from telemetry.clients.otlp.mappers.mapper import Context, Turn
from telemetry.clients.otlp.mappers.steps import Steps
from telemetry.clients.otlp.records import LogRecord, record_id
from telemetry.clients.reading import short_text, text, written_flag, written_number

CLIENT: Final = "copilot-chat"
_PREFIX: Final = "copilot_chat."
_ANSWER: Final = "edit"  # a request's one answer: nothing tells its candidates apart
_WITHOUT_SIGNAL: Final = frozenset({"session.start", "agent.turn", "cloud.session.invoke", "summarization"})


class CopilotChat:
    client = CLIENT

    def turns(self, records: Sequence[LogRecord]) -> list[Turn]:
        """None: `agent.turn` counts turns and names none."""
        return []

    def events(self, record: LogRecord, context: Context) -> list[Document]:
        name = record.name.removeprefix(_PREFIX)
        if name in _WITHOUT_SIGNAL:
            raise Unmappable(NO_SIGNAL)
        read = _READERS.get(name)
        if read is None:
            raise Unmappable(UNKNOWN_EVENT)
        return [read(record)]


def _feedback(record: LogRecord) -> Document:
    """Saving a file with an edit in it takes the edit."""
    outcome = text(record.attributes, "outcome")
    if outcome in ("accepted", "saved"):
        kind = "partial" if written_flag(record.attributes, "has_remaining_edits") else "full"
        return _judged("candidate.accepted", record, {"kind": kind})
    if outcome == "rejected":
        return _judged("candidate.dismissed", record, {"reason": "explicit"})
    raise Unmappable(NO_SIGNAL, field="attributes.outcome")


def _hunk(record: LogRecord) -> Document:
    """A hunk taken is a part of the edit taken; a hunk refused is no refusal of the rest, so it stands for itself."""
    outcome = text(record.attributes, "outcome")
    if outcome == "accepted":
        return _judged("candidate.accepted", record, {"kind": "partial"})
    if outcome == "rejected":
        hunk = f"hunk:{record_id(CLIENT, record, 'hunk')}"
        data = {"reason": "explicit"}
        return _judged("candidate.dismissed", record, data, candidate=hunk)
    raise Unmappable(NO_SIGNAL, field="attributes.outcome")


def _inline(record: LogRecord) -> Document:
    """Names no request, so it is an interaction of its own."""
    accepted = written_flag(record.attributes, "accepted")
    interaction = derived_name(CLIENT, "inline", record_id(CLIENT, record, "inline"))
    if accepted is None:
        raise Unmappable(NO_SIGNAL, field="attributes.accepted")
    if accepted:
        return _judged("candidate.accepted", record, {"kind": "full"}, interaction=interaction)
    return _judged("candidate.dismissed", record, {"reason": "explicit"}, interaction=interaction)


def _survival(record: LogRecord) -> Document:
    """`fraction` is the share of the edit's 4-grams still in the file, the same measure as ours. `no_revert` says how
    far the file is from going back to what it was, and is 1 also where everything was rewritten: kept beside it.

    After a change of branch the file is another one, and the measure says nothing about the edit.
    """
    four_gram, no_revert = _rate(record, "survival_rate_four_gram"), _rate(record, "survival_rate_no_revert")
    delay_ms = written_number(record.attributes, "time_delay_ms", least=0)
    if delay_ms is None:
        raise Unmappable(NO_SIGNAL, field="attributes.time_delay_ms")
    data: dict[str, Any] = {"after_s": delay_ms / 1000}
    if written_flag(record.attributes, "did_branch_change"):
        data["censored"] = "branch_change"
    elif four_gram is None:
        raise Unmappable(NO_SIGNAL, field="attributes.survival_rate_four_gram")
    else:
        data |= {"fraction": four_gram, "four_gram_survival": four_gram, "no_revert": no_revert}
    return _judged("candidate.retained", record, data)


def _rate(record: LogRecord, name: str) -> float | None:
    return written_number(record.attributes, name, 0, 1)


def _rated(record: LogRecord) -> Document:
    value = {"positive": 1, "negative": -1}.get(text(record.attributes, "rating"))
    if value is None:
        raise Unmappable(NO_SIGNAL, field="attributes.rating")
    return _judged("candidate.rated", record, {"value": value})


def _tool(record: LogRecord) -> Document:
    """Names no request; what belongs together shares a trace, or else the session."""
    data = {
        "tool": short_text(record.attributes, "gen_ai.tool.name") or None,
        "success": written_flag(record.attributes, "success"),
        "duration_ms": written_number(record.attributes, "duration_ms", least=0),
    }
    session = _session(record)
    if not record.trace_id and not session:
        raise Unmappable(NO_SIGNAL, field="traceId")
    parts = ("trace", record.trace_id) if record.trace_id else ("session", session)
    interaction = derived_name(CLIENT, *parts)
    return _event("tool.finished", record, data, interaction=interaction)


_READERS: Final[dict[str, Callable[[LogRecord], Document]]] = {
    "edit.feedback": _feedback,
    "edit.hunk.action": _hunk,
    "inline.done": _inline,
    "edit.survival": _survival,
    "user.feedback": _rated,
    "tool.call": _tool,
}


def _request(record: LogRecord) -> str:
    """The client leaves the id empty where it has none; then there is nothing the signal could be about."""
    request = text(record.attributes, "request_id")
    if not request:
        raise Unmappable(NO_SIGNAL, field="attributes.request_id")
    return derived_name(CLIENT, request)


def _session(record: LogRecord) -> str:
    return text(record.attributes, "session.id") or text(record.resource, "session.id")


def _session_id(record: LogRecord) -> str:
    session = _session(record)
    return derived_name(CLIENT, session) if session else ""


_event: Final = Steps(CLIENT, _session_id, _request).event


def _judged(
    kind: str, record: LogRecord, data: Document, *, interaction: str = "", candidate: str = _ANSWER
) -> Document:
    return _event(kind, record, data, actor="human", interaction=interaction, candidate=candidate)
