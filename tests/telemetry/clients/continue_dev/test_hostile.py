"""Whatever a field holds, the mapper answers, and what it makes the wire takes or says why not."""

import json
from contextlib import nullcontext
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from telemetry.clients.continue_dev.envelopes import read_envelope
from telemetry.clients.continue_dev.mapper import map_envelopes
from telemetry.clients.continue_dev.records import Occasion
from telemetry.ingest.errors import MalformedBatch
from telemetry.ingest.wire.check import check, check_no_nul, parse
from tests.telemetry.clients.continue_dev.captures import Json, autocomplete, edit, feedback, next_edit, tool

EVENTS = {
    "autocomplete": autocomplete(),
    "chatFeedback": feedback(),
    "chatInteraction": feedback(),
    "editInteraction": edit(),
    "editOutcome": edit(accepted=False),
    "nextEditOutcome": next_edit(),
    "toolUsage": tool(),
    "quickEdit": {"prompt": "p", "path": "x.py", "diffs": [{"type": "new", "line": "x"}], "model": "m"},
}
texts = st.text(st.characters(exclude_categories=[])) | st.sampled_from(["", "\0", "file://%00%ff", "9" * 400, "[[[["])
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([10**30, -(10**30), 1e300])
anything = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@st.composite
def bodies(draw: st.DrawFn) -> Json:
    """An event of a known kind with any of its fields replaced by anything."""
    name = draw(st.sampled_from(sorted(EVENTS)))
    data = dict(EVENTS[name])
    for field in draw(st.lists(st.sampled_from(sorted(data)), max_size=4)):
        data[field] = draw(anything)
    return {"name": name, "data": data, "level": draw(st.sampled_from(["all", "noCode"]) | anything)}


@given(body=bodies(), received_us=st.integers(0, 2 * 10**15), live=st.booleans())
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_field_may_hold_anything(body: Json, received_us: int, live: bool) -> None:
    try:
        envelope = read_envelope(json.dumps(body).encode())
    except MalformedBatch:
        return
    mapped = map_envelopes([(0, envelope)], Occasion(received_us, live))
    assert mapped.events
    for _, document in mapped.events:
        document = parse(json.dumps(document).encode())
        check(document)
        check_no_nul({key: value for key, value in document.items() if key != "developer_id"})


@given(body=anything)
@settings(max_examples=300, deadline=None)
def test_any_json_is_an_envelope_or_malformed(body: Any) -> None:
    is_envelope = isinstance(body, dict) and isinstance(body.get("name"), str) and "data" in body
    with nullcontext() if is_envelope else pytest.raises(MalformedBatch, match="object"):
        map_envelopes([(0, read_envelope(json.dumps(body).encode()))], Occasion(10**15))


@pytest.mark.parametrize("depth", range(58, 68))
def test_arguments_of_any_depth_make_events_that_are_not_too_deep(depth: int) -> None:
    body = {"name": "toolUsage", "data": tool(toolCallArgs="[" * depth + "]" * depth)}
    mapped = map_envelopes([(0, read_envelope(json.dumps(body).encode()))], Occasion(10**15))
    for _, document in mapped.events:
        parse(json.dumps(document).encode())
