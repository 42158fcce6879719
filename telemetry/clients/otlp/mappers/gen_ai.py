"""The GenAI semantic conventions' events, which any instrumentation may send, to native events. Pure.

An inference is an interaction with a candidate for each output message; an evaluation rates the first of them. Both
name the response; where they do not, they share a span.
https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/gen-ai-events.md
"""

import re
from collections.abc import Sequence
from typing import Final

from telemetry.clients.mapping import (
    INVALID_RECORD,
    NO_SIGNAL,
    UNKNOWN_EVENT,
    Document,
    Unmappable,
    derived_name,
)
from telemetry.clients.otlp.mappers.gen_ai_messages import Output, outputs, prompt_messages
from telemetry.clients.otlp.mappers.mapper import Context, Turn
from telemetry.clients.otlp.mappers.steps import Steps
from telemetry.clients.otlp.records import LogRecord, record_id
from telemetry.clients.reading import text, written_number

_CLIENT: Final = "gen-ai"
_DETAILS: Final = "gen_ai.client.inference.operation.details"
_EVALUATION: Final = "gen_ai.evaluation.result"
_WITHOUT_SIGNAL: Final = frozenset({"gen_ai.client.operation.exception"})
_STEPS: Final = 64  # places in the order of the events of one record
_FIRST: Final = "0"  # candidates are named by their place in the answer
_PARAMS: Final = ("temperature", "top_p", "top_k", "max_tokens", "seed", "frequency_penalty", "presence_penalty")
_LABELS: Final = {
    "pass": 1, "passed": 1, "good": 1, "positive": 1, "correct": 1, "relevant": 1, "thumbs_up": 1,
    "fail": -1, "failed": -1, "bad": -1, "negative": -1, "incorrect": -1, "not_relevant": -1, "thumbs_down": -1,
}  # fmt: skip
_PERSON: Final = re.compile(
    r"(?<![a-z])(?:human|user)[ _.-]*(?:feedback|rating|review|annotation|vote|label|evaluation)s?(?![a-z])"
)


class GenAi:
    client = _CLIENT

    def turns(self, records: Sequence[LogRecord]) -> list[Turn]:
        """None: every record names its response."""
        return []

    def events(self, record: LogRecord, context: Context) -> list[Document]:
        if record.name == _DETAILS:
            return _inference(record)
        if record.name == _EVALUATION:
            return [_evaluation(record)]
        raise Unmappable(NO_SIGNAL if record.name in _WITHOUT_SIGNAL else UNKNOWN_EVENT)


def _inference(record: LogRecord) -> list[Document]:
    """Without captured content there is nothing to compare, and only tokens are left to count. Gemini CLI tells of
    each request twice, first before there is an answer: the second record has the prompt again."""
    prompt = prompt_messages(record.attributes)
    answers = outputs(record.attributes)
    if not answers and not (prompt and text(record.attributes, "gen_ai.response.id")):
        raise Unmappable(NO_SIGNAL)
    interaction = _interaction(record) or derived_name(_CLIENT, "record", record_id(_CLIENT, record))
    data = {"surface": "chat", "prompt": {"messages": prompt} if prompt else None}
    found = [_event("interaction.started", record, data, interaction=interaction, parts=("",))]
    return found + [_generated(record, interaction, index, answer) for index, answer in enumerate(answers)]


def _generated(record: LogRecord, interaction: str, index: int, answer: Output) -> Document:
    data = {
        "text": answer.text,
        "model": text(record.attributes, "gen_ai.response.model", "gen_ai.request.model") or None,
        "finish_reason": answer.finish_reason or None,
        "params": _params(record) or None,
    }
    place = str(index)
    return _event(
        "candidate.generated", record, data, step=index + 1, interaction=interaction, candidate=place, parts=(place,)
    )


def _params(record: LogRecord) -> dict[str, float]:
    found = {name: written_number(record.attributes, f"gen_ai.request.{name}") for name in _PARAMS}
    return {name: value for name, value in found.items() if value is not None}


def _evaluation(record: LogRecord) -> Document:
    """Scores beyond 0 to 1 are on a scale nobody states, and say nothing without their label."""
    label = text(record.attributes, "gen_ai.evaluation.score.label").strip().lower().replace(" ", "_")
    data = {
        "value": _LABELS.get(label),
        "score": written_number(record.attributes, "gen_ai.evaluation.score.value", 0, 1),
        "comment": text(record.attributes, "gen_ai.evaluation.explanation") or None,
    }
    if data["value"] is data["score"] is None:
        raise Unmappable(NO_SIGNAL)
    if not _interaction(record):
        raise Unmappable(INVALID_RECORD, field="attributes.gen_ai.response.id")
    return _event("candidate.rated", record, data, actor=_rater(record), candidate=_FIRST, parts=(_FIRST,))


def _rater(record: LogRecord) -> str:
    """The conventions do not say who evaluated, and most evaluators are programs (judges, metrics): a person only
    where the evaluation's name says so."""
    name = text(record.attributes, "gen_ai.evaluation.name").lower()
    return "human" if _PERSON.search(name) else "policy"


def _interaction(record: LogRecord) -> str:
    """Empty where the record names neither response nor span."""
    response = text(record.attributes, "gen_ai.response.id")
    if response:
        return derived_name(_CLIENT, response)
    return derived_name(_CLIENT, "span", record.trace_id, record.span_id) if record.span_id else ""


def _session(record: LogRecord) -> str:
    conversation = text(record.attributes, "gen_ai.conversation.id", "session.id") or text(
        record.resource, "session.id"
    )
    return derived_name(_CLIENT, conversation) if conversation else ""


_event: Final = Steps(_CLIENT, _session, _interaction, _STEPS).event
