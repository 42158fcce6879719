"""Names and ids of things whose clients give them none."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from telemetry.clients.mapping import (
    UNKNOWN_EVENT,
    Unmappable,
    derived_id,
    derived_name,
    event,
    language_of,
    moment,
    tally,
)
from telemetry.ingest.unmapped import Unmapped

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_derived_ids_are_the_same_everywhere() -> None:
    assert derived_id("tabby", "cmpl-1", 0, "select") == "3ff13b16-bcf3-5f2d-ad37-314e0a2c22a1"


def test_derived_ids_ignore_the_order_of_keys() -> None:
    assert derived_id("continue", {"a": 1, "b": 2}) == derived_id("continue", {"b": 2, "a": 1})


@given(JSON, JSON)
def test_derived_ids_tell_what_differs(one: object, other: object) -> None:
    same = derived_id("c", one) == derived_id("c", other)
    assert same == (repr(_plain(one)) == repr(_plain(other)))
    assert str(uuid.UUID(derived_id("c", one))) == derived_id("c", one)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(value[key]) for key in sorted(value)}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def test_parts_do_not_run_into_each_other() -> None:
    assert derived_id("c", "ab", "c") != derived_id("c", "a", "bc")
    assert derived_id("c", "1") != derived_id("c", 1)


def test_names_stay_readable_where_they_fit() -> None:
    assert derived_name("claude-code", "session", "prompt") == "claude-code:session:prompt"
    long = derived_name("claude-code", "s" * 300)
    assert len(long) <= 200
    assert long != derived_name("claude-code", "s" * 301)
    assert "\0" not in derived_name("claude-code", "a\0b")


def test_an_event_leaves_out_what_is_not_known() -> None:
    assert event(
        "outcome.reported",
        "id",
        1_500_000,
        interaction_id="i",
        data={"kind": "test", "passed": None, "exit_code": None},
        session_id="",
        actor="agent",
    ) == {
        "event_id": "id",
        "type": "outcome.reported",
        "occurred_at": "1970-01-01T00:00:01.500000+00:00",
        "interaction_id": "i",
        "actor": "agent",
        "data": {"kind": "test", "passed": None},
    }


def test_times_no_store_can_hold_are_brought_to_the_edge() -> None:
    assert moment(-1) == "1970-01-01T00:00:00+00:00"
    assert moment(10**30) == "9998-12-31T23:59:59.999999+00:00"


def test_left_out_records_are_counted_by_name_and_reason() -> None:
    lost = [
        Unmappable(UNKNOWN_EVENT, "b"),
        Unmappable(UNKNOWN_EVENT, "a\0" + "x" * 200),
        Unmappable(UNKNOWN_EVENT, "b"),
    ]
    assert tally(lost) == [
        Unmapped("a\ufffd" + "x" * 98, UNKNOWN_EVENT),
        Unmapped("b", UNKNOWN_EVENT, 2),
    ]


def test_languages_by_ending() -> None:
    assert [language_of(path) for path in ("a/b.py", "b.TSX", "Makefile", "x.unknown", "")] == [
        "python",
        "typescriptreact",
        "",
        "",
        "",
    ]
