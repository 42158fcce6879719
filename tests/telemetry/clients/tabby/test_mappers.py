"""Tabby's mappers alone: what arbitrary bodies come to, and what is taken out of addresses."""

from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from telemetry.clients.gateway.contracts import Answer, Choice
from telemetry.clients.mapping import Mapped
from telemetry.clients.reading import read_object
from telemetry.clients.tabby import names
from telemetry.clients.tabby.completions import is_unique, map_completion
from telemetry.clients.tabby.requests import Signal, read_ask, read_signal
from telemetry.clients.tabby.signals import map_signal
from telemetry.ingest.errors import MalformedBatch
from telemetry.ingest.wire.check import check, check_no_nul, parse

UUID = "cmpl-11111111-2222-3333-4444-555555555555"
ANSWER = Answer(UUID, (Choice(0, "x = 1", "stop"),), "m", "round-3", "local", 12.5, {"temperature": 0.2}, 0.25)
texts = st.text(max_size=30)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.floats(allow_nan=False, allow_infinity=False), texts
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=8
)
items = st.lists(st.fixed_dictionaries({}, optional={"filepath": values, "body": values}) | values, max_size=3)
segments = st.fixed_dictionaries(
    {},
    optional={
        "prefix": texts | values, "suffix": values, "filepath": texts | values, "git_url": texts | values,
        "clipboard": values, "declarations": items | values, "relevant_snippets_from_changed_files": items | values,
        "relevant_snippets_from_recently_opened_files": items | values,
    },
)  # fmt: skip
asks = st.fixed_dictionaries(
    {},
    optional={
        "language": texts | values, "segments": segments | values, "user": texts | values, "temperature": values,
        "seed": values, "debug_options": values,
    },
)  # fmt: skip
tellings = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["view", "select", "dismiss"]) | values, "completion_id": texts | values,
        "choice_index": st.integers(0, 5) | values, "view_id": values, "elapsed": values, "select_kind": values,
    },
)  # fmt: skip


def check_all(mapped: Mapped) -> None:
    """Every event made is one the native path takes."""
    for _, document in mapped.events:
        checked = parse(msgspec.json.encode(document))
        check(checked)
        check_no_nul(checked)


def code_of(read: Callable[[], object]) -> str | None:
    """The code of the 400 that reading ends with, if it does."""
    try:
        read()
    except MalformedBatch as error:
        return error.code if error.status == 400 else "no 400"
    return None


@given(asks, st.integers(0, 2**52))
def test_any_request_makes_acceptable_events_or_a_coded_error(ask: dict[str, Any], started_us: int) -> None:
    if (code := code_of(lambda: read_ask(ask))) is not None:
        assert code == "invalid_completion"
        return
    check_all(map_completion(ask, ANSWER, started_us))


@given(tellings, texts, st.integers(0, 2**52))
def test_any_event_makes_an_acceptable_event_or_a_coded_error(telling: dict[str, Any], kind: str, at_us: int) -> None:
    if (code := code_of(lambda: read_signal(telling, kind))) is not None:
        assert code == "invalid_tabby_event"
        return
    check_all(map_signal(read_signal(telling, kind), at_us))


@given(st.binary(max_size=60))
def test_any_bytes_are_an_object_or_a_coded_error(body: bytes) -> None:
    assert code_of(lambda: read_object(body)) in {None, "malformed_body"}


def test_text_cut_in_the_middle_of_a_character_is_kept() -> None:
    ask = read_ask(read_object(rb'{"segments":{"prefix":"a\ud83d"}}'))
    assert ask.prefix == "a\ufffd"


def test_a_completion_becomes_its_events() -> None:
    started, generated = (
        event.document for event in map_completion({"segments": {"prefix": "a"}}, ANSWER, 1_000_000).events
    )
    assert started == {
        "event_id": names.started_id(UUID),
        "type": "interaction.started",
        "occurred_at": "1970-01-01T00:00:01+00:00",
        "interaction_id": f"tabby:{UUID}",
        "actor": "system",
        "data": {"surface": "completion", "prompt": {"prefix": "a", "suffix": ""}},
    }
    assert generated == {
        "event_id": names.generated_id(UUID, 0),
        "type": "candidate.generated",
        "occurred_at": "1970-01-01T00:00:01.012500+00:00",
        "interaction_id": f"tabby:{UUID}",
        "candidate_id": "0",
        "actor": "system",
        "data": {
            "text": "x = 1", "model": "m", "checkpoint": "round-3", "params": {"temperature": 0.2},
            "latency_ms": 12.5, "finish_reason": "stop", "propensity": 0.25, "sequence": 0,
        },
    }  # fmt: skip


def test_the_same_signal_has_the_same_id_at_any_time_and_another_has_another() -> None:
    select = Signal("select", UUID, 0, "", "view-1", 512)

    def id_of(signal: Signal, at_us: int = 1) -> str:
        return str(map_signal(signal, at_us).events[0].document["event_id"])

    assert id_of(select) == id_of(select, at_us=2)
    others = [select._replace(**change) for change in (
        {"kind": "dismiss"}, {"choice_index": 1}, {"select_kind": "line"}, {"view_id": "view-2"}, {"elapsed": 513},
    )]  # fmt: skip
    assert len({id_of(select), *map(id_of, others)}) == 6


def test_only_ids_like_tabbys_own_are_taken_for_unique() -> None:
    assert is_unique(UUID)
    assert not any(map(is_unique, ["", "cmpl-957", "cmpl-1", UUID + "0", "chat" + UUID, UUID + "\n"]))
