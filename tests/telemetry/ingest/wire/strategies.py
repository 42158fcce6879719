"""Events a client might send: valid ones of every type, and valid ones with one thing broken."""

from datetime import datetime
from typing import Any

from hypothesis import strategies as st

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
ids = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20)
counts = st.integers(0, 2**31 - 1)
durations = st.integers(0, 10**15) | st.floats(0, 1e15)
fractions = st.floats(0, 1)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=12,
)


def one_of(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


messages = st.lists(st.fixed_dictionaries({"role": names, "content": texts}), max_size=3)
prompts = st.fixed_dictionaries(
    {},
    optional={"prefix": texts, "suffix": texts, "instruction": texts, "context": texts, "messages": messages},
)
tool = {"tool": names, "arguments": json_values.filter(lambda value: value is not None)}
# By type: the required and the optional keys of `data`.
DATA: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "interaction.started": (
        {},
        {
            "surface": one_of("completion", "inline_edit", "chat", "agent"),
            "prompt": prompts,
            "language": names,
            "file_path": names,
            "repository": names,
            "commit": names,
        },
    ),
    "candidate.generated": (
        {},
        {
            "text": texts,
            "model": names,
            "checkpoint": names,
            "params": st.dictionaries(names, st.floats(0, 9), max_size=3),
            "latency_ms": durations,
            "logprob_sum": st.floats(-1e15, 0),
            "finish_reason": names,
            "propensity": fractions,
        },
    ),
    "candidate.shown": ({}, {"position": counts, "of": counts, "randomized": st.booleans()}),
    "candidate.hidden": ({}, {"visible_ms": durations}),
    "candidate.accepted": ({}, {"kind": one_of("full", "word", "line", "partial"), "accepted_text": texts}),
    "candidate.dismissed": (
        {},
        {"reason": one_of("explicit", "typed_over", "ignored", "superseded"), "visible_ms": durations},
    ),
    "candidate.edited": ({}, {"final_text": texts, "after_s": durations}),
    "candidate.retained": ({}, {"after_s": durations, "fraction": fractions, "text": texts, "censored": names}),
    "candidate.reverted": ({}, {"after_s": durations}),
    "candidate.copied": ({}, {"text": texts, "pasted": st.booleans()}),
    "candidate.regenerated": ({}, {"next_candidate_id": ids, "feedback": texts}),
    "candidate.rated": ({"value": one_of(-1, 0, 1)}, {"score": fractions, "comment": texts}),
    "candidates.compared": (
        {"outcome": one_of("picked", "tie", "both_bad"), "chosen": ids},
        {
            "rejected": st.lists(ids, max_size=3),
            "positions": st.dictionaries(ids, counts, max_size=3),
            "randomized": st.booleans(),
            "dwell_ms": durations,
            "strength": one_of(1, 2, 3),
        },
    ),
    "outcome.reported": (
        {"kind": one_of("test", "build", "lint", "typecheck", "run", "deploy", "ci", "terminal", "commit")},
        {
            "passed": one_of(True, False, None),
            "exit_code": st.integers(-(2**31), 2**32 - 1),
            "total": counts,
            "failed": counts,
            "command": texts,
            "output": texts,
            "duration_ms": durations,
            "infrastructure_failure": st.booleans(),
        },
    ),
    "tool.proposed": ({}, tool),
    "tool.decided": (
        {"decision": one_of("approved", "denied", "approved_for_session")},
        {**tool, "source": one_of("user", "config")},
    ),
    "tool.finished": ({}, {**tool, "success": st.booleans(), "output": texts}),
    "consent.changed": ({"level": one_of("none", "signals", "full")}, {}),
}
moments = st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(9000, 1, 1)).map(
    lambda moment: moment.isoformat() + "+02:00"
)


def of_type(name: str) -> st.SearchStrategy[dict[str, Any]]:
    required, optional = DATA[name]
    return st.fixed_dictionaries(
        {
            "event_id": st.uuids().map(str),
            "type": st.just(name),
            "occurred_at": moments,
            "interaction_id": ids,
            "candidate_id": ids,
            "developer_id": ids,
            "data": st.fixed_dictionaries(required, optional=optional),
        },
        optional={
            "session_id": names,
            "actor": one_of("human", "timer", "policy", "agent", "formatter", "system"),
        },
    )


valid_events = st.sampled_from(sorted(DATA)).flatmap(of_type)


@st.composite
def broken_events(draw: st.DrawFn) -> dict[str, Any]:
    """A valid event with any value in place of one of its own, or without it, at the top or in `data`."""
    event = draw(valid_events)
    place = draw(st.sampled_from([event, event["data"]])) if event["data"] else event
    key = draw(st.sampled_from(sorted(place)))
    if draw(st.booleans()):
        del place[key]
    else:
        place[key] = draw(json_values)
    return event
