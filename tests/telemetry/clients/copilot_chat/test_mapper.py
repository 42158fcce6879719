"""Copilot Chat's records as events, written out, and each of their traps."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.clients.mapping import NO_SIGNAL, UNKNOWN_EVENT, Document, Unmappable
from telemetry.clients.otlp.mappers.copilot_chat import CopilotChat
from telemetry.clients.otlp.mappers.mapper import Context
from telemetry.clients.otlp.mapping import map_records, turns_of
from telemetry.clients.otlp.records import LogRecord
from telemetry.clients.otlp.requests import read_request
from telemetry.ingest.errors import RejectedEvent
from telemetry.ingest.unmapped import Unmapped
from telemetry.ingest.wire.check import check, parse
from tests.telemetry.clients.copilot_chat.records import (
    AT,
    REQUEST,
    SESSION,
    batch,
    feedback,
    hunk,
    inline,
    log,
    rating,
    survival,
    tool,
)
from tests.telemetry.clients.otlp.requests import JSON, RECEIVED_US

SHARED = {
    "occurred_at": AT,
    "interaction_id": f"copilot-chat:{REQUEST}",
    "session_id": f"copilot-chat:{SESSION}",
    "candidate_id": "edit",
    "actor": "human",
}
ORDER = {"sequence": 0}


def mapped(*records: Document) -> tuple[list[Document], list[Unmapped]]:
    read = read_request(json.dumps(batch(*records)).encode(), JSON, RECEIVED_US).records
    (found,) = map_records(read, turns_of(read), lambda sessions: [])
    return [one.document for one in found.mapped.events], found.mapped.unmapped


def event(record: Document) -> Document:
    """The record's one event, without its id."""
    (found,), unmapped = mapped(record)
    assert unmapped == []
    del found["event_id"]
    return found


def reason(record: Document) -> tuple[str, str]:
    events, (unmapped,) = mapped(record)
    assert events == []
    return unmapped.reason, unmapped.field


@pytest.mark.parametrize("outcome", ["accepted", "saved"])
def test_an_edit_taken(outcome: str) -> None:
    assert event(feedback(outcome)) == {"type": "candidate.accepted", **SHARED, "data": {"kind": "full", **ORDER}}


def test_an_edit_taken_in_part() -> None:
    data = {"kind": "partial", **ORDER}
    assert event(feedback("accepted", remaining=True)) == {"type": "candidate.accepted", **SHARED, "data": data}


def test_an_edit_refused() -> None:
    data = {"reason": "explicit", **ORDER}
    assert event(feedback("rejected")) == {"type": "candidate.dismissed", **SHARED, "data": data}


def test_an_unknown_outcome_is_no_signal() -> None:
    assert reason(feedback("unknown")) == (NO_SIGNAL, "attributes.outcome")
    assert reason(hunk("unknown")) == (NO_SIGNAL, "attributes.outcome")


def test_the_body_names_nothing() -> None:
    record = feedback("accepted") | {"body": {"stringValue": "copilot_chat.edit.feedback: rejected"}}
    assert event(record)["type"] == "candidate.accepted"


def test_feedback_of_no_request() -> None:
    """The client leaves the id empty where the answer had none."""
    assert reason(feedback("accepted", request_id="")) == (NO_SIGNAL, "attributes.request_id")


def test_a_hunk_taken_is_a_part() -> None:
    assert event(hunk("accepted")) == {"type": "candidate.accepted", **SHARED, "data": {"kind": "partial", **ORDER}}


def test_a_hunk_refused_is_no_refusal_of_the_edit() -> None:
    found = event(hunk("rejected"))
    assert found["candidate_id"].startswith("hunk:")
    assert (found["type"], found["data"]) == ("candidate.dismissed", {"reason": "explicit", **ORDER})


def test_an_inline_edit_is_an_interaction_of_its_own() -> None:
    taken, refused = event(inline(accepted=True)), event(inline(accepted=False))
    assert (taken["type"], taken["data"]) == ("candidate.accepted", {"kind": "full", **ORDER})
    assert (refused["type"], refused["data"]) == ("candidate.dismissed", {"reason": "explicit", **ORDER})
    assert taken["interaction_id"] != refused["interaction_id"]
    assert taken["interaction_id"].startswith("copilot-chat:inline:")
    assert reason(inline(accepted=None)) == (NO_SIGNAL, "attributes.accepted")


def test_survival() -> None:
    data = {"after_s": 30.0, "fraction": 0.91, "four_gram_survival": 0.91, "no_revert": 1, **ORDER}
    assert event(survival()) == {"type": "candidate.retained", **SHARED, "data": data}


@pytest.mark.parametrize("rate", [0, 1, 0.0, 1.0])
def test_whole_rates_come_as_integers_or_as_doubles(rate: float) -> None:
    assert event(survival(survival_rate_four_gram=rate))["data"]["fraction"] == rate


def test_another_branch_is_no_measure_of_the_edit() -> None:
    data = {"after_s": 30.0, "censored": "branch_change", **ORDER}
    assert event(survival(did_branch_change=True))["data"] == data


def test_not_going_back_is_not_staying() -> None:
    """A file rewritten from end to end has not been reverted: `no_revert` alone says nothing of the edit's text."""
    assert reason(survival(survival_rate_four_gram=None)) == (NO_SIGNAL, "attributes.survival_rate_four_gram")
    assert event(survival(survival_rate_four_gram=0))["data"]["fraction"] == 0


@pytest.mark.parametrize("rate", [-0.1, 1.1, "x", True])
def test_a_rate_that_is_none(rate: object) -> None:
    assert reason(survival(survival_rate_four_gram=rate)) == (NO_SIGNAL, "attributes.survival_rate_four_gram")


def test_survival_at_no_time() -> None:
    assert reason(survival(time_delay_ms=None)) == (NO_SIGNAL, "attributes.time_delay_ms")


def test_ids_of_feedback_and_survival_are_not_joined() -> None:
    answered, asked = event(feedback("accepted", request_id="response-1")), event(survival(request_id="request-1"))
    assert answered["interaction_id"] == "copilot-chat:response-1"
    assert asked["interaction_id"] == "copilot-chat:request-1"


@pytest.mark.parametrize(("said", "value"), [("positive", 1), ("negative", -1)])
def test_ratings(said: str, value: int) -> None:
    assert event(rating(said)) == {"type": "candidate.rated", **SHARED, "data": {"value": value, **ORDER}}


def test_a_rating_of_another_kind() -> None:
    assert reason(rating("meh")) == (NO_SIGNAL, "attributes.rating")


def test_a_tool_call_belongs_to_its_trace() -> None:
    assert event(tool()) == {
        "type": "tool.finished",
        "occurred_at": AT,
        "interaction_id": "copilot-chat:trace:64f748ef00547dd7129a2eec585eee95",
        "session_id": f"copilot-chat:{SESSION}",
        "actor": "agent",
        "data": {"tool": "run_in_terminal", "success": True, "duration_ms": 812, **ORDER},
    }


def test_a_tool_call_without_a_trace_belongs_to_the_session() -> None:
    failed = event(tool("", success="false", error__type="TimeoutError"))
    assert failed["interaction_id"] == f"copilot-chat:session:{SESSION}"
    assert failed["data"]["success"] is False
    assert "TimeoutError" not in json.dumps(failed)


def test_names_lose_what_the_store_cannot_hold() -> None:
    record = tool(**{"gen_ai.tool.name": "a\0b" + "c" * 300})
    assert event(record)["data"]["tool"] == "ab" + "c" * 198


@pytest.mark.parametrize("name", ["session.start", "agent.turn", "cloud.session.invoke"])
def test_what_says_nothing_of_code(name: str) -> None:
    assert reason(log(name, turn__index=1, request_id="r")) == (NO_SIGNAL, "")


def test_a_name_nobody_knows() -> None:
    assert reason(log("brand_new")) == (UNKNOWN_EVENT, "")


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
ATTRIBUTES = st.fixed_dictionaries(
    {
        "outcome": st.sampled_from(["accepted", "saved", "rejected"]) | ANYTHING,
        "rating": st.sampled_from(["positive", "negative"]) | ANYTHING,
        "survival_rate_four_gram": st.floats(0, 1) | ANYTHING,
        "time_delay_ms": st.integers(0, 10**9) | ANYTHING,
        "request_id": st.just(REQUEST) | ANYTHING,
    },
    optional=dict.fromkeys(
        (
            "accepted", "did_branch_change", "duration_ms", "gen_ai.tool.name", "has_remaining_edits", "session.id",
            "success", "survival_rate_no_revert", "user.email",
        ),
        ANYTHING,
    ),
)  # fmt: skip
NAMES = ["edit.feedback", "edit.hunk.action", "inline.done", "edit.survival", "user.feedback", "tool.call", "x"]


@given(st.sampled_from(NAMES), ATTRIBUTES, st.integers(0, 4 * 10**15), st.text(max_size=40))
def test_whatever_is_sent_becomes_valid_events_or_a_reason(
    name: str, attributes: dict[str, Any], at_us: int, trace_id: str
) -> None:
    record = LogRecord(
        index=0,
        name=f"copilot_chat.{name}",
        at_us=at_us,
        sequence=5,
        attributes=attributes,
        resource={},
        trace_id=trace_id,
    )
    try:
        documents = CopilotChat().events(record, Context(lambda session, at: ""))
    except Unmappable:
        return
    for document in documents:
        raw = msgspec.json.encode(document)
        assert b"\\u0000" not in raw
        check(parse(raw))


def test_what_the_check_would_refuse() -> None:
    """The property above could not fail otherwise."""
    with pytest.raises(RejectedEvent):
        check(parse(msgspec.json.encode(event(feedback("accepted")) | {"event_id": "x"})))
