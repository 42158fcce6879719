"""A Tabby server's own log: the shapes it writes, in its own times, under the names of the live surface."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from telemetry.clients.mapping import INVALID_RECORD, UNKNOWN_EVENT, Document, derived_id
from telemetry.clients.tabby import names
from telemetry.clients.tabby.history import map_history
from telemetry.clients.tabby.requests import read_signal
from telemetry.clients.tabby.signals import map_signal
from telemetry.ingest.unmapped import Unmapped
from telemetry.ingest.wire.check import check, check_no_nul

ID = "cmpl-11111111-2222-3333-4444-555555555555"
INTERACTION = f"tabby:{ID}"
TS = 1_795_215_855_979
AT = "2026-11-20T23:04:15.979000+00:00"
FALLBACK_US = 1_700_000_000_000_000
FALLBACK = "2023-11-14T22:13:20+00:00"
ABOUT: dict[str, Document] = {
    "view": {"completion_id": ID, "choice_index": 0, "view_id": "view-1"},
    "select": {"completion_id": ID, "choice_index": 1, "view_id": "view-1", "elapsed": 512},
    "dismiss": {"completion_id": ID, "choice_index": 0, "view_id": "view-1", "elapsed": 900},
    "completion": {
        "completion_id": ID,
        "language": "python",
        "prompt": "<PRE> def add(a, b):\n     <SUF>\n <MID>",
        "segments": {
            "prefix": "def add(a, b):\n    ",
            "suffix": "\n",
            "filepath": "src/x.py",
            "git_url": "https://user:secret@host/org/repo",
            "clipboard": "a password",
        },
        "choices": [{"index": 0, "text": "return a + b"}, {"index": 1, "text": "return b + a"}],
        "user_agent": "Node.js/v20 tabby-agent/1.5.0",
    },
    "chat_completion": {
        "completion_id": "chatcmpl-1",
        "input": [{"role": "system", "content": "s"}, {"role": "user", "content": "q"}],
        "output": {"role": "assistant", "content": "a"},
    },
}


def line(kind: str, /, **fields: Any) -> Document:
    """None takes a field out."""
    about = {key: value for key, value in (ABOUT[kind] | fields).items() if value is not None}
    return {"user": "jane@example.org", "ts": TS, "event": {kind: about}}


def events(*lines: Document) -> list[Document]:
    mapped = map_history(list(enumerate(lines)), FALLBACK_US)
    assert mapped.unmapped == []
    for _, document in mapped.events:
        check(document)
    return [document for _, document in mapped.events]


def left_out(told: Any) -> list[Unmapped]:
    mapped = map_history([(0, told)], FALLBACK_US)
    assert mapped.events == []
    return mapped.unmapped


def common(kind: str, *parts: object) -> Document:
    return {
        "event_id": derived_id("tabby", ID, *parts),
        "type": kind,
        "occurred_at": AT,
        "interaction_id": INTERACTION,
        "developer_id": "jane@example.org",
    }


def test_a_completion() -> None:
    assert events(line("completion")) == [
        common("interaction.started", "started")
        | {
            "actor": "system",
            "data": {
                "surface": "completion",
                "prompt": {"prefix": "def add(a, b):\n    ", "suffix": "\n"},
                "language": "python",
                "file_path": "src/x.py",
                "repository": "https://host/org/repo",
            },
        },
        *(
            common("candidate.generated", "generated", index)
            | {"actor": "system", "candidate_id": str(index), "data": {"text": text, "sequence": index}}
            for index, text in enumerate(["return a + b", "return b + a"])
        ),
    ]


def test_signals() -> None:
    viewed, selected, dismissed = events(line("view"), line("select"), line("dismiss"))
    assert viewed == common("candidate.shown", 0, "view", "", "view-1", None) | {
        "actor": "system",
        "candidate_id": "0",
        "data": {},
    }
    assert selected == common("candidate.accepted", 1, "select", "", "view-1", 512) | {
        "actor": "human",
        "candidate_id": "1",
        "data": {"kind": "full", "visible_ms": 512},
    }
    assert dismissed == common("candidate.dismissed", 0, "dismiss", "", "view-1", 900) | {
        "actor": "human",
        "candidate_id": "0",
        "data": {"visible_ms": 900},
    }


def test_a_selection_by_line_is_called_kind_in_the_log_and_is_partial() -> None:
    (selected,) = events(line("select", kind="line"))
    assert selected["data"]["kind"] == "partial"
    assert selected["event_id"] == derived_id("tabby", ID, 1, "select", "line", "view-1", 512)


@pytest.mark.parametrize(("kind", "select_kind"), [("view", ""), ("select", ""), ("select", "line"), ("dismiss", "")])
def test_a_signal_told_live_too_is_the_same_event(kind: str, select_kind: str) -> None:
    live = map_signal(read_signal(ABOUT[kind] | {"type": kind}, select_kind), 1).events[0].document
    (logged,) = events(line(kind, kind=select_kind or None))
    assert [logged[name] for name in ("event_id", "interaction_id", "candidate_id")] == [
        live[name] for name in ("event_id", "interaction_id", "candidate_id")
    ]


def test_the_names_of_a_completion_are_those_of_the_live_surface() -> None:
    started, first, _ = events(line("completion"))
    assert started["event_id"] == names.started_id(ID)
    assert first["event_id"] == names.generated_id(ID, 0)
    assert {started["interaction_id"], first["interaction_id"]} == {names.interaction_of(ID)}


def test_a_completion_asked_with_a_prompt_of_its_own() -> None:
    started = events(line("completion", segments=None, language="unknown"))[0]
    assert started["data"] == {
        "surface": "completion",
        "prompt": {"instruction": "<PRE> def add(a, b):\n     <SUF>\n <MID>"},
    }


@pytest.mark.parametrize("output", [{"role": "assistant", "content": "ab"}, [{"content": "a"}, {"content": "b"}, 7]])
def test_a_chat(output: Any) -> None:
    started, generated = events(line("chat_completion", output=output))
    assert started["interaction_id"] == "tabby:chatcmpl-1"
    assert started["data"] == {
        "surface": "chat",
        "prompt": {"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "q"}]},
    }
    assert (generated["candidate_id"], generated["data"]["text"]) == ("0", "ab")


@pytest.mark.parametrize("ts", [0, "1795215855979", None, True, 10**40, -1, [], 1_795_215_855])
def test_an_absurd_time_is_not_taken(ts: Any) -> None:
    assert events(line("view") | {"ts": ts})[0]["occurred_at"] == FALLBACK


@pytest.mark.parametrize("user", ["", None, 5, {}])
def test_nobody_need_be_named(user: Any) -> None:
    assert "developer_id" not in events(line("view") | {"user": user})[0]


@pytest.mark.parametrize(
    ("told", "name", "field"),
    [
        ({}, "", "event"),
        ({"event": []}, "", "event"),
        ({"event": {"view": {}, "select": {}}}, "", "event"),
        ({"event": {"view": []}}, "view", "event.view"),
        ({"event": {"view": {"choice_index": 0}}}, "view", "event.view.completion_id"),
        ({"event": {"view": {"completion_id": ID}}}, "view", "event.view.choice_index"),
        ({"event": {"view": {"completion_id": ID, "choice_index": -1}}}, "view", "event.view.choice_index"),
    ],
)
def test_lines_of_another_shape_are_told(told: Any, name: str, field: str) -> None:
    assert left_out(told) == [Unmapped(name, INVALID_RECORD, 1, field)]


def test_unknown_events_are_told() -> None:
    assert left_out({"ts": TS, "event": {"answer": {}}}) == [Unmapped("answer", UNKNOWN_EVENT)]


texts = st.text() | st.sampled_from(["\0", "x" * 300])
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(data=st.data(), kind=st.sampled_from(sorted(ABOUT)))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_field_may_hold_anything(data: st.DataObject, kind: str) -> None:
    about = dict(ABOUT[kind])
    for field in data.draw(st.lists(st.sampled_from(sorted(about)), max_size=3)):
        about[field] = data.draw(anything)
    told = {"user": data.draw(anything), "ts": data.draw(anything), "event": {kind: about}}
    for _, document in map_history([(0, json.loads(json.dumps(told)))], FALLBACK_US).events:
        check(document)
        check_no_nul(document)
