"""Copilot Arena's posts in, records out: a pair is made, shown, voted on, and becomes a preference pair."""

import time
from typing import Any

import pytest

from exports.models import Record
from exports.preferences.advance import advance
from telemetry.models import CleanInteractionRow, InteractionRow
from tests.telemetry.clients.copilot_arena.conftest import Arena, Models, _buffer, arena, key, upstreams
from tests.telemetry.clients.copilot_arena.posts import Json, edit_outcome, edit_request, outcome, pair_request

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["_buffer", "arena", "key", "upstreams"]

READING_S = 2.0  # a pick after less than a second says nothing, and after little more not much


def spread(item: Json, **fields: Any) -> Json:
    """As the client posts an item back."""
    return item | {"version": "0.2.0", "privacy": "Research", "fileType": "python", "username": ""} | fields


def make_and_show(arena: Arena, **fields: Any) -> list[Json]:
    made = arena("POST", "create_pair", pair_request(**fields)).json()
    items = [spread(one, pairIndex=index, **fields) for index, one in enumerate(made["completionItems"])]
    for one in items:
        assert arena("PUT", "add_completion", one).status_code == 200
    return items


def test_a_pick_becomes_a_pair_with_its_position_and_propensity(arena: Arena, upstreams: Models) -> None:
    items = make_and_show(arena)
    time.sleep(READING_S)
    for _ in range(2):  # the second time nothing new is stored
        assert arena("PUT", "add_completion_outcome", outcome(items, acceptedIndex=1)).status_code == 200
    assert advance(30)

    pair = Record.objects.get(kind="pair")
    assert (pair.rule, pair.language) == ("pairwise-pick", "python")
    assert (pair.chosen, pair.rejected) == (items[1]["completion"], items[0]["completion"])
    assert pair.prompt_contents == ["Fill in the code at <CURSOR>.\n\ndef add(a, b):\n<CURSOR>"]
    assert pair.model_chosen == items[1]["model"]
    assert pair.model_rejected == items[0]["model"]
    assert pair.propensity == pytest.approx(0.5)
    assert pair.weight == pytest.approx(2.0)  # the place below is picked less often: 0.5 / 0.18, at most 2
    assert arena("POST", "user_vote_count", {"userId": "m-1"}).json() == {"voteCount": 1}
    assert arena("POST", "user_vote_count", {"userId": "m-2"}).json() == {"voteCount": 0}


def test_a_pick_too_quick_to_have_been_read_makes_no_pair(arena: Arena, upstreams: Models) -> None:
    items = make_and_show(arena)
    assert arena("PUT", "add_completion_outcome", outcome(items)).status_code == 200
    assert advance(30)
    assert not Record.objects.filter(kind="pair").exists()


def test_an_edit_with_both_sides_rejected_makes_two_bad_examples(arena: Arena, upstreams: Models) -> None:
    made = arena("POST", "create_edit_pair", edit_request()).json()
    items = [spread(one, pairIndex=index) for index, one in enumerate(made["responseItems"])]
    assert arena("PUT", "add_edit_outcome", edit_outcome(-2, responseItems=items)).status_code == 200
    assert advance(30)
    records = Record.objects.filter(kind="unpaired")
    assert {(one.rule, one.label) for one in records} == {("both-bad", False)}
    assert {one.completion for one in records} == {one["response"] for one in items}
    assert not Record.objects.filter(kind="pair").exists()


def test_an_edit_picked_makes_a_pair(arena: Arena, upstreams: Models) -> None:
    made = arena("POST", "create_edit_pair", edit_request()).json()
    items = [spread(one, pairIndex=index) for index, one in enumerate(made["responseItems"])]
    time.sleep(READING_S)
    assert arena("PUT", "add_edit_outcome", edit_outcome(0, responseItems=items)).status_code == 200
    assert advance(30)
    pair = Record.objects.get(kind="pair")
    assert (pair.rule, pair.language) == ("pairwise-pick", "python")
    assert (pair.chosen, pair.rejected) == (items[0]["response"], items[1]["response"])
    assert pair.prompt_contents[0].startswith("print hello\n\nCode to rewrite:\ndef main():\n    pass\n")


@pytest.mark.parametrize("level", ["Private", "Debug"])
def test_a_private_pick_is_counted_and_makes_no_record(arena: Arena, upstreams: Models, level: str) -> None:
    items = make_and_show(arena, privacy=level)
    time.sleep(READING_S)
    assert arena("PUT", "add_completion_outcome", outcome(items, privacy=level)).status_code == 200
    assert advance(30)
    assert not Record.objects.exists()
    row = InteractionRow.objects.get()
    assert (row.shown, row.accepted) == (2, 1)
    assert CleanInteractionRow.objects.get().reasons[-1] == "require:text_not_stored"
    assert arena("POST", "user_vote_count", {"userId": "m-1"}).json() == {"voteCount": 1}
