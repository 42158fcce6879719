"""The GenAI conventions' events: an inference with its texts, and evaluations of it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse

from telemetry.clients.mapping import INVALID_RECORD, NO_SIGNAL, UNKNOWN_EVENT, Document, Unmappable
from telemetry.clients.otlp.mappers.gen_ai import GenAi
from telemetry.clients.otlp.mappers.mapper import Context
from telemetry.clients.otlp.records import LogRecord
from tests.telemetry.clients.otlp.requests import PROTOBUF, protobuf, record, request
from tests.telemetry.ingest.conftest import stored

DETAILS = "gen_ai.client.inference.operation.details"
EVALUATION = "gen_ai.evaluation.result"
INPUT = [
    {"role": "user", "parts": [{"type": "text", "content": "Weather in Paris?"}, {"type": "blob", "content": "QUJD"}]},
    {"role": "assistant", "parts": [{"type": "tool_call", "id": "c", "name": "weather", "arguments": {"in": "Paris"}}]},
    {"role": "tool", "parts": [{"type": "tool_call_response", "id": "c", "response": "rainy, 14"}]},
]
OUTPUT = [
    {"role": "assistant", "parts": [{"type": "text", "content": "Rain."}], "finish_reason": "stop"},
    {"role": "assistant", "parts": [{"type": "text", "content": "Wet,"}, {"type": "text", "content": "14 degrees."}]},
]
SAID = {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "gpt-5",
    "gen_ai.response.model": "gpt-5-2026",
    "gen_ai.response.id": "chatcmpl-1",
    "gen_ai.conversation.id": "conv-1",
    "gen_ai.request.temperature": 0.2,
    "gen_ai.request.max_tokens": 200,
    "gen_ai.system_instructions": [{"type": "text", "content": "Be brief."}],
    "gen_ai.input.messages": INPUT,
    "gen_ai.output.messages": OUTPUT,
}


def events(name: str, said: dict[str, Any], **fields: Any) -> list[Document]:
    one = LogRecord(index=0, name=name, at_us=1_795_215_704_000_000, sequence=2, attributes=said, resource={}, **fields)
    return GenAi().events(one, Context(lambda session, at_us: ""))


def rated(**said: Any) -> Document:
    named = {"gen_ai.evaluation.name": "Relevance", "gen_ai.response.id": "chatcmpl-1"}
    (found,) = events(EVALUATION, named | {f"gen_ai.evaluation.{name}": one for name, one in said.items()})
    return found


def test_an_inference_is_an_interaction_with_a_candidate_for_each_answer() -> None:
    found = events(DETAILS, SAID)
    shared = {
        "occurred_at": "2026-11-20T23:01:44+00:00",
        "interaction_id": "gen-ai:chatcmpl-1",
        "session_id": "gen-ai:conv-1",
        "actor": "agent",
    }
    model = {"model": "gpt-5-2026", "params": {"temperature": 0.2, "max_tokens": 200}}
    assert [{name: one for name, one in event.items() if name != "event_id"} for event in found] == [
        {
            "type": "interaction.started",
            **shared,
            "data": {
                "surface": "chat",
                "prompt": {
                    "messages": [
                        {"role": "system", "content": "Be brief."},
                        {"role": "user", "content": "Weather in Paris?"},
                        {
                            "role": "assistant",
                            "content": '{"arguments":{"in":"Paris"},"name":"weather","type":"tool_call"}',
                        },
                        {"role": "tool", "content": '{"response":"rainy, 14","type":"tool_call_response"}'},
                    ]
                },
                "sequence": 128,
            },
        },
        {
            "type": "candidate.generated",
            **shared,
            "candidate_id": "0",
            "data": {"text": "Rain.", "finish_reason": "stop", **model, "sequence": 129},
        },
        {
            "type": "candidate.generated",
            **shared,
            "candidate_id": "1",
            "data": {"text": "Wet,\n14 degrees.", **model, "sequence": 130},
        },
    ]


def test_messages_written_as_json_text_are_the_same() -> None:
    written = {name: json.dumps(one) if isinstance(one, list) else one for name, one in SAID.items()}
    told, expected = events(DETAILS, written), events(DETAILS, SAID)
    assert [event["data"] for event in told] == [event["data"] for event in expected]


def test_without_captured_content_there_is_no_signal() -> None:
    with pytest.raises(Unmappable) as failure:
        events(DETAILS, {name: one for name, one in SAID.items() if "messages" not in name and "system" not in name})
    assert failure.value.reason == NO_SIGNAL


@pytest.mark.parametrize("odd", ["not json", "[" * 5000, [7, None, {"parts": 5}, {"parts": [{"type": "text"}]}], {}, 7])
def test_messages_of_no_known_form_are_left_out(odd: Any) -> None:
    (started, *candidates) = events(DETAILS, SAID | {"gen_ai.output.messages": odd})
    assert started["type"] == "interaction.started"
    assert candidates == []


def test_without_a_response_id_the_span_joins_inference_and_evaluation() -> None:
    span = {"trace_id": "64f748ef00547dd7129a2eec585eee95", "span_id": "9c70fde68f274e60"}
    nameless = {name: one for name, one in SAID.items() if name != "gen_ai.response.id"}
    inference = events(DETAILS, nameless, **span)[0]
    (evaluation,) = events(EVALUATION, {"gen_ai.evaluation.score.value": 1}, **span)
    assert inference["interaction_id"] == evaluation["interaction_id"] == f"gen-ai:span:{':'.join(span.values())}"


def test_an_inference_that_nothing_names_still_stands_alone() -> None:
    nameless = {name: one for name, one in SAID.items() if name != "gen_ai.response.id"}
    assert events(DETAILS, nameless)[0]["interaction_id"].startswith("gen-ai:record:")


def test_an_evaluation_of_nothing_named_is_invalid() -> None:
    with pytest.raises(Unmappable) as failure:
        events(EVALUATION, {"gen_ai.evaluation.score.value": 1})
    assert (failure.value.reason, failure.value.field) == (INVALID_RECORD, "attributes.gen_ai.response.id")


def test_an_evaluation_rates_the_first_answer() -> None:
    found = rated(**{"score.value": 0.75, "score.label": "Pass", "explanation": "on topic"})
    assert {name: one for name, one in found.items() if name != "event_id"} == {
        "type": "candidate.rated",
        "occurred_at": "2026-11-20T23:01:44+00:00",
        "interaction_id": "gen-ai:chatcmpl-1",
        "candidate_id": "0",
        "actor": "policy",
        "data": {"value": 1, "score": 0.75, "comment": "on topic", "sequence": 128},
    }


@pytest.mark.parametrize(
    ("score", "label", "expected"),
    [
        (1, "", {"score": 1}),
        (0.0, "fail", {"score": 0.0, "value": -1}),
        ("0.5", "", {"score": 0.5}),
        (4.5, "relevant", {"value": 1}),  # of five stars, say
        (None, "Not relevant", {"value": -1}),
    ],
)
def test_scores_and_labels(score: Any, label: str, expected: Document) -> None:
    found = rated(**{"score.value": score, "score.label": label})
    assert found["data"] == expected | {"sequence": 128}


@pytest.mark.parametrize(("score", "label"), [(4.5, ""), (None, "purple"), (None, ""), (True, ""), (-0.1, "")])
def test_a_score_on_an_unknown_scale_says_nothing(score: Any, label: str) -> None:
    with pytest.raises(Unmappable) as failure:
        rated(**{"score.value": score, "score.label": label})
    assert failure.value.reason == NO_SIGNAL


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("user_feedback", "human"),
        ("app.user_feedback.thumbs", "human"),
        ("Human Review", "human"),
        ("humanRating", "human"),
        ("end-user-rating", "human"),
        ("Relevance", "policy"),
        ("humaneval", "policy"),
        ("humaneval_feedback", "policy"),
        ("human_likeness", "policy"),
        ("superuser feedback", "policy"),
        ("", "policy"),
    ],
)
def test_only_a_name_that_says_so_makes_the_rater_a_person(name: str, actor: str) -> None:
    assert rated(**{"name": name, "score.value": 1})["actor"] == actor


@pytest.mark.parametrize(
    ("name", "reason"), [("gen_ai.client.operation.exception", NO_SIGNAL), ("gen_ai.choice", UNKNOWN_EVENT)]
)
def test_other_events(name: str, reason: str) -> None:
    with pytest.raises(Unmappable) as failure:
        events(name, SAID)
    assert failure.value.reason == reason


@pytest.mark.django_db
def test_through_http_in_both_encodings_the_story_is_stored_once(export: Callable[..., HttpResponse]) -> None:
    evaluation = {
        "gen_ai.response.id": "chatcmpl-1",
        "gen_ai.evaluation.name": "a",
        "gen_ai.evaluation.score.value": 1.0,
    }
    body = request(record(DETAILS, SAID), record(EVALUATION, evaluation), service="promptfoo")
    assert export(body).content == b"{}"
    assert export(protobuf(body), PROTOBUF).content == b""
    assert sorted(event["type"] for event in stored()) == [
        "candidate.generated",
        "candidate.generated",
        "candidate.rated",
        "interaction.started",
    ]


def test_a_request_before_its_answer_has_no_signal() -> None:
    """Gemini CLI logs it so, and then once more with the answer."""
    asked = {name: said for name, said in SAID.items() if name not in ("gen_ai.response.id", "gen_ai.output.messages")}
    with pytest.raises(Unmappable) as failure:
        events(DETAILS, asked, span_id="9c70fde68f274e60")
    assert failure.value.reason == NO_SIGNAL
