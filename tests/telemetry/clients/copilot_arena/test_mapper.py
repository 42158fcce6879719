"""Posts to events, without a server."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telemetry.clients.copilot_arena import mapper, requests
from telemetry.clients.copilot_arena.pairs import COMPLETION, EDIT, Pair, PairRequest, Side, candidate_id
from telemetry.clients.gateway.contracts import Answer, Choice
from telemetry.clients.mapping import Mapped, Unmappable
from telemetry.clients.reading import read_object
from telemetry.ingest.errors import MalformedBatch
from telemetry.ingest.unmapped import Unmapped
from telemetry.ingest.wire.check import check, check_no_nul
from tests.telemetry.clients.copilot_arena.posts import (
    IDS,
    INTERACTION,
    PAIR,
    RECEIVED_US,
    Json,
    edit_item,
    edit_outcome,
    edit_request,
    item,
    our_item,
    outcome,
    pair_request,
    shown,
)

RECEIVED = "2026-11-18T11:06:40.250000+00:00"
STATED = "2026-11-18T11:06:30+00:00"
A_SECOND_LATER = "2026-11-18T11:06:31+00:00"


def answered(text: str, model: str) -> Answer:
    return Answer("cmpl-1", (Choice(0, text, "stop"),), model, "step-7", "one", 250.0, {"temperature": 0.0}, 0.5)


def pair(request: PairRequest) -> Pair:
    texts = ("    return a + b", "    return b")
    answers = [answered(text, model) for text, model in zip(texts, ("m-1", "m-2"), strict=True)]
    first, second = (Side(candidate_id(PAIR, i), texts[i], texts[i], answers[i]) for i in (0, 1))
    return Pair(request, PAIR, (first, second), RECEIVED_US - 300_000, RECEIVED_US)


def plain(mapped: Mapped) -> list[Json]:
    """Events without their ids and without what every one of them has."""
    events = []
    for _, document in mapped.events:
        check(document)
        kept = dict(document)
        del kept["event_id"]
        assert kept.pop("developer_id") == "m-1"
        events.append(kept)
    return events


def ids(mapped: Mapped) -> list[str]:
    return [document["event_id"] for _, document in mapped.events]


def test_a_pair_is_a_request_and_two_answers() -> None:
    found = plain(mapper.created(pair(requests.read_completion(pair_request()))))
    common = {"interaction_id": INTERACTION, "actor": "system"}
    generated = {"checkpoint": "step-7", "params": {"temperature": 0.0}, "latency_ms": 250.0, "finish_reason": "stop"}
    assert found == [
        {
            **common,
            "type": "interaction.started",
            "occurred_at": "2026-11-18T11:06:39.950000+00:00",
            "data": {
                "surface": "completion",
                "prompt": {"prefix": "def add(a, b):\n", "suffix": ""},
                "sequence": 1,
            },
        },
        {
            **common,
            "type": "candidate.generated",
            "occurred_at": RECEIVED,
            "candidate_id": IDS[0],
            "data": {"text": "    return a + b", "model": "m-1", **generated, "propensity": 0.5},
        },
        {
            **common,
            "type": "candidate.generated",
            "occurred_at": RECEIVED,
            "candidate_id": IDS[1],
            "data": {"text": "    return b", "model": "m-2", **generated, "propensity": 0.5},
        },
    ]


def test_both_sides_of_an_edit_are_shown_as_soon_as_they_are_there() -> None:
    found = plain(mapper.created(pair(requests.read_edit(edit_request()))))
    assert [one["type"] for one in found] == [
        "interaction.started",
        *["candidate.generated", "candidate.shown"] * 2,
    ]
    assert found[0]["data"] == {
        "surface": "inline_edit",
        "language": "python",
        "sequence": 1,
        "prompt": {
            "instruction": "print hello",
            "context": "Code to rewrite:\ndef main():\n    pass\n\nThe file before it:\nimport sys\n\n\n"
            "The file after it:\n\nmain()\n",
        },
    }
    assert found[2]["data"] == {"position": 0, "of": 2, "randomized": True}
    assert found[4]["candidate_id"] == IDS[1]
    assert found[4]["data"]["position"] == 1


def test_a_completion_is_shown_in_its_place() -> None:
    assert plain(mapper.shown(shown(1), RECEIVED_US)) == [
        {
            "type": "candidate.shown",
            "occurred_at": RECEIVED,
            "interaction_id": INTERACTION,
            "candidate_id": IDS[1],
            "actor": "system",
            "data": {"position": 1, "of": 2, "randomized": True},
        }
    ]


def test_an_empty_completion_is_sent_though_nobody_can_see_it() -> None:
    assert mapper.shown(shown(0, completion=""), RECEIVED_US) == Mapped(
        [], [Unmapped("add_completion", "no_signal", 1, "completion")]
    )


def test_a_pick_of_another_servers_pair_brings_all_it_needs() -> None:
    interaction = "copilot-arena:a1:a2"
    common = {"interaction_id": interaction, "actor": "system"}
    seen = {"type": "candidate.shown", "occurred_at": RECEIVED}
    assert plain(mapper.compared(COMPLETION, outcome(), RECEIVED_US)) == [
        {
            **common,
            "type": "interaction.started",
            "occurred_at": RECEIVED,
            "data": {
                "surface": "completion",
                "prompt": {"prefix": "def add(a, b):\n", "suffix": ""},
                "sequence": 0,
                "language": "python",
                "repository": "https://github.com/o/r",
            },
        },
        {
            **common,
            "type": "candidate.generated",
            "occurred_at": STATED,
            "candidate_id": "a1",
            "data": {"text": "    return a + b", "model": "gpt-4o"},
        },
        {
            **common,
            "type": "candidate.generated",
            "occurred_at": STATED,
            "candidate_id": "a2",
            "data": {"text": "    return b", "model": "codestral"},
        },
        {**common, **seen, "candidate_id": "a1", "data": {"position": 0, "of": 2, "randomized": True}},
        {**common, **seen, "candidate_id": "a2", "data": {"position": 1, "of": 2, "randomized": True}},
        {
            "type": "candidates.compared",
            "occurred_at": RECEIVED,
            "interaction_id": interaction,
            "actor": "human",
            "data": {
                "outcome": "picked",
                "chosen": "a1",
                "rejected": ["a2"],
                "positions": {"a1": 0, "a2": 1},
                "randomized": True,
            },
        },
        {
            "type": "candidate.accepted",
            "occurred_at": RECEIVED,
            "interaction_id": interaction,
            "candidate_id": "a1",
            "actor": "human",
            "data": {"kind": "full"},
        },
    ]


def test_a_vote_brings_back_what_our_items_said() -> None:
    found = plain(mapper.compared(COMPLETION, outcome([our_item(0), our_item(1)], acceptedIndex=1), RECEIVED_US))
    assert found[0]["interaction_id"] == INTERACTION
    assert (found[0]["occurred_at"], found[0]["data"]["sequence"]) == (STATED, 0)  # before the start made with the pair
    assert found[0]["data"]["prompt"] == {"prefix": "def add(a, b):\n", "suffix": "\n"}
    assert found[1]["data"] == {
        "text": "    return a + b",
        "model": "gpt-4o",
        "checkpoint": "step-0",
        "latency_ms": 250.0,
        "propensity": 0.5,
    }
    assert found[5]["data"]["chosen"] == IDS[1]
    assert found[6]["candidate_id"] == IDS[1]


def test_answers_told_again_are_the_events_stored_when_the_pair_was_made() -> None:
    created = ids(mapper.created(pair(requests.read_completion(pair_request()))))
    told = ids(mapper.compared(COMPLETION, outcome([our_item(0), our_item(1)]), RECEIVED_US + 5_000_000))
    assert told[1:3] == created[1:3]


def test_a_pair_from_the_clients_cache_joins_the_one_it_was_made_as() -> None:
    """The cache keeps six fields, makes a new pair id, and cuts the text by what was typed since."""
    kept = ("completionId", "userId", "timestamp", "prompt", "completion", "model", "fileType", "privacy")
    cached = [{key: value for key, value in our_item(index).items() if key in kept} for index in (0, 1)]
    found = plain(mapper.compared(COMPLETION, outcome(cached, pairId="another"), RECEIVED_US))
    assert {one["interaction_id"] for one in found} == {INTERACTION}
    assert found[0]["occurred_at"] == RECEIVED  # after the start with the whole prompt, which is the one used


def test_the_cache_may_put_answers_to_different_requests_beside_each_other() -> None:
    items = [our_item(0), our_item(1, completionId=f"{'6e' * 16}-1", prompt="x", prefix="x")]
    found = plain(mapper.compared(COMPLETION, outcome(items), RECEIVED_US))
    assert "interaction.started" not in {one["type"] for one in found}
    assert {one["interaction_id"] for one in found} == {f"copilot-arena:{IDS[0]}:{'6e' * 16}-1"}


@pytest.mark.parametrize("index", [-1, -2])
def test_both_sides_of_an_edit_rejected(index: int) -> None:
    found = plain(mapper.compared(EDIT, edit_outcome(index), RECEIVED_US))
    (compared,) = [one for one in found if one["type"] == "candidates.compared"]
    assert compared["data"] == {
        "outcome": "both_bad",
        "rejected": list(IDS),
        "positions": {IDS[0]: 0, IDS[1]: 1},
        "randomized": True,
    }
    assert compared["actor"] == "human"
    assert "candidate.accepted" not in {one["type"] for one in found}


def test_minus_one_and_minus_two_say_the_same() -> None:
    assert ids(mapper.compared(EDIT, edit_outcome(-1), RECEIVED_US)) == ids(
        mapper.compared(EDIT, edit_outcome(-2), RECEIVED_US)
    )


def test_an_edit_picked() -> None:
    found = plain(mapper.compared(EDIT, edit_outcome(1), RECEIVED_US))
    shown_at = {one["occurred_at"] for one in found if one["type"] == "candidate.shown"}
    assert shown_at == {A_SECOND_LATER}  # since its pair was there; the second it tells of is cut
    assert found[0]["data"]["prompt"]["instruction"] == "print hello"
    assert found[-1] == {
        "type": "candidate.accepted",
        "occurred_at": RECEIVED,
        "interaction_id": INTERACTION,
        "candidate_id": IDS[1],
        "actor": "human",
        "data": {"kind": "full"},
    }


def test_the_only_side_there_was_is_accepted_and_nothing_compared() -> None:
    found = plain(mapper.accepted(our_item(0), RECEIVED_US))
    assert [one["type"] for one in found] == ["interaction.started", "candidate.generated", "candidate.accepted"]
    assert {one["interaction_id"] for one in found} == {INTERACTION}
    assert found[-1]["actor"] == "human"


def test_a_single_outcome_from_the_cache_names_no_privacy_and_no_other_side() -> None:
    cached = our_item(0)
    for key in ("privacy", "requestPrivacy", "pairCompletionId", "pairIndex", "prefix", "suffix"):
        del cached[key]
    found = plain(mapper.accepted(cached, RECEIVED_US))
    assert {one["interaction_id"] for one in found} == {INTERACTION}
    assert found[0]["data"]["prompt"] == {"prefix_length": 15, "suffix_length": 0}
    assert "text" not in found[1]["data"]


@pytest.mark.parametrize(
    "levels",
    [("Private", "Research"), ("Debug", "Research"), ("Research", "Private"), ("Research", "Debug")],
)
def test_texts_need_research_when_asked_and_when_voted(levels: tuple[str, str]) -> None:
    voted, asked = levels
    items = [our_item(index, privacy=voted, requestPrivacy=asked) for index in (0, 1)]
    found = plain(mapper.compared(COMPLETION, outcome(items, privacy=voted), RECEIVED_US))
    assert found[0]["data"] == {
        "surface": "completion",
        "prompt": {"prefix_length": 15, "suffix_length": 1},
        "sequence": 0,
        "language": "python",
    }
    assert found[1]["data"]["text_length"] == 16
    assert "text" not in found[1]["data"]
    assert found[5]["data"]["chosen"] == IDS[0]


def test_a_repositorys_address_is_kept_without_its_password() -> None:
    posted = outcome([our_item(0), our_item(1)], repoUrl="https://me:hunter2@github.com/o/r")
    assert plain(mapper.compared(COMPLETION, posted, RECEIVED_US))[0]["data"]["repository"] == "https://github.com/o/r"


@pytest.mark.parametrize("timestamp", [0, -5, 99_999_999_999, 2_000_000_000, "1745875186", None, 1.5, True])
def test_a_time_that_cannot_be_is_the_time_of_receipt(timestamp: object) -> None:
    posted = outcome([item(0, timestamp=timestamp), item(1)])
    assert plain(mapper.compared(COMPLETION, posted, RECEIVED_US))[1]["occurred_at"] == RECEIVED


LACKING: list[tuple[Callable[[Json], Any], Json, str]] = [
    *[(requests.read_completion, pair_request(), field) for field in ("prefix", "userId", "privacy")],
    *[
        (requests.read_edit, edit_request(), field)
        for field in ("prefix", "codeToEdit", "userInput", "language", "userId", "suffix", "privacy")
    ],
    *[
        (lambda document: mapper.shown(document, RECEIVED_US), shown(0), field)
        for field in (
            *("completionId", "pairCompletionId", "pairIndex", "userId", "timestamp"),
            *("prompt", "completion", "model", "version", "privacy"),
        )
    ],
    *[
        (lambda document: mapper.accepted(document, RECEIVED_US), our_item(0), field)
        for field in ("completionId", "userId", "timestamp", "prompt", "completion", "model", "version")
    ],
    *[
        (lambda document: mapper.compared(COMPLETION, document, RECEIVED_US), outcome(), field)
        for field in ("pairId", "userId", "acceptedIndex", "version", "completionItems", "privacy")
    ],
    *[
        (lambda document: mapper.compared(EDIT, document, RECEIVED_US), edit_outcome(0), field)
        for field in ("pairId", "userId", "acceptedIndex", "version", "responseItems", "privacy")
    ],
]


@pytest.mark.parametrize(("read", "document", "field"), LACKING)
def test_a_post_without_a_required_field_names_it(read: Callable[[Json], Any], document: Json, field: str) -> None:
    with pytest.raises(Unmappable) as raised:
        read({key: value for key, value in document.items() if key != field})
    assert (raised.value.reason, raised.value.field) == ("invalid_record", field)


@pytest.mark.parametrize(
    ("fields", "blamed"),
    [
        ({"acceptedIndex": -1}, "acceptedIndex"),  # of completions nobody rejects both
        ({"acceptedIndex": 2}, "acceptedIndex"),
        ({"acceptedIndex": True}, "acceptedIndex"),
        ({"acceptedIndex": "0"}, "acceptedIndex"),
        ({"privacy": "research"}, "privacy"),
        ({"privacy": None}, "privacy"),
        ({"userId": ""}, "userId"),
        ({"userId": "m" * 201}, "userId"),
        ({"completionItems": []}, "completionItems"),
        ({"completionItems": [item(0), item(1), item(0)]}, "completionItems"),
        ({"completionItems": [item(0), 5]}, "completionItems"),
        ({"completionItems": [item(0), item(0)]}, "completionItems[1].completionId"),
        ({"completionItems": [item(0), item(1, completionId="a secret sentence")]}, "completionItems[1].completionId"),
        ({"completionItems": [item(0), item(1, completion=None)]}, "completionItems[1].completion"),
        ({"completionItems": [item(0), item(1, privacy="Open")]}, "privacy"),
    ],
)
def test_a_field_of_the_wrong_form_is_named(fields: Json, blamed: str) -> None:
    with pytest.raises(Unmappable) as raised:
        mapper.compared(COMPLETION, outcome(**fields), RECEIVED_US)
    assert raised.value.field == blamed


def test_an_edit_item_must_have_the_id_its_server_gave_it() -> None:
    lacking = edit_item(1)
    del lacking["responseId"]
    with pytest.raises(Unmappable) as raised:
        mapper.compared(EDIT, edit_outcome(0, responseItems=[edit_item(0), lacking]), RECEIVED_US)
    assert raised.value.field == "responseItems[1].responseId"


@pytest.mark.parametrize("body", [b"", b"[]", b"5", b"{", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedBatch) as raised:
        read_object(body)
    assert raised.value.code == "malformed_body"


TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


def spoiled(document: Json) -> st.SearchStrategy[Json]:
    """The document with anything in some of its fields, and keys nobody knows."""
    changes = st.dictionaries(st.sampled_from(sorted(document)) | TEXT, JSON, max_size=3)
    return changes.map(lambda found: document | found)


POSTS = st.one_of(
    st.tuples(st.just(lambda d: mapper.shown(d, RECEIVED_US)), spoiled(shown(0))),
    st.tuples(st.just(lambda d: mapper.accepted(d, RECEIVED_US)), spoiled(our_item(0))),
    st.tuples(
        st.just(lambda d: mapper.compared(COMPLETION, d, RECEIVED_US)),
        st.tuples(spoiled(our_item(0)), spoiled(our_item(1))).flatmap(lambda items: spoiled(outcome(list(items)))),
    ),
    st.tuples(
        st.just(lambda d: mapper.compared(EDIT, d, RECEIVED_US)),
        st.tuples(spoiled(edit_item(0)), spoiled(edit_item(1))).flatmap(
            lambda items: spoiled(edit_outcome(1, responseItems=list(items)))
        ),
    ),
    st.tuples(
        st.just(lambda d: mapper.created(pair(requests.read_completion(d)))),
        spoiled(pair_request()),
    ),
    st.tuples(st.just(lambda d: mapper.created(pair(requests.read_edit(d)))), spoiled(edit_request())),
)


@settings(max_examples=300)
@given(POSTS)
def test_whatever_is_posted_makes_valid_events_or_names_a_field(post: tuple[Callable[[Json], Mapped], Json]) -> None:
    read, document = post
    mapped, blamed = Mapped([], []), None
    try:
        mapped = read(document)
    except Unmappable as error:
        blamed = error
    assert blamed is None or (blamed.reason == "invalid_record" and blamed.field)
    for _, event in mapped.events:
        check(event)
        check_no_nul(event | {"developer_id": ""})  # it leaves the event before this is looked at
