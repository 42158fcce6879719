"""Each kind of Continue's events, and each thing about them that could mislead, as events written out."""

from datetime import UTC, datetime
from typing import Any

import pytest

from telemetry.clients.continue_dev.envelopes import version_of
from telemetry.clients.continue_dev.mapper import Envelope, map_envelopes
from telemetry.clients.continue_dev.records import Occasion, moment_us
from telemetry.clients.mapping import INVALID_RECORD, NO_SIGNAL, UNKNOWN_EVENT, Document, derived_id
from telemetry.ingest.unmapped import Unmapped
from telemetry.ingest.wire.check import check
from tests.telemetry.clients.continue_dev.captures import AGENT, SESSION, autocomplete, edit, feedback, next_edit, tool

READY = "2026-11-20T23:04:15.979000+00:00"
ASKED = "2026-11-20T23:04:15.567000+00:00"
TEN_SECONDS_LATER = "2026-11-20T23:04:25.979000+00:00"
READY_US = 1_795_215_855_979_000
LATER = Occasion(READY_US + 86_400_000_000)


def events(name: str, data: Any, occasion: Occasion = LATER, *, without_code: bool = False) -> list[Document]:
    """Events of one record, all of which the wire takes."""
    mapped = map_envelopes([(0, Envelope(name, data, without_code))], occasion)
    assert mapped.unmapped == []
    documents = [document for _, document in mapped.events]
    for document in documents:
        check(document)
    return documents


def kinds(documents: list[Document]) -> list[tuple[str, str]]:
    return [(document["type"], document["actor"]) for document in documents]


def left_out(name: str, data: Any) -> list[Unmapped]:
    mapped = map_envelopes([(0, Envelope(name, data))], LATER)
    assert mapped.events == []
    return mapped.unmapped


def told(kind: str, at: str, actor: str, sequence: int, /, **data: Any) -> Document:
    """An event of the completion c-1 on the machine m-1."""
    candidate = {} if kind == "interaction.started" else {"candidate_id": "0"}
    return {
        "event_id": derived_id("continue", "m-1", "c-1", kind),
        "type": kind,
        "occurred_at": at,
        "interaction_id": "continue:320347be-bdb1-a0df-eda3-ef24bacffc4b",
        "developer_id": "m-1",
        "actor": actor,
        "data": data | {"sequence": sequence},
    } | candidate


STORY = [
    told(
        "interaction.started",
        ASKED,
        "system",
        0,
        surface="completion",
        prompt={"prefix": "def add(a, b):\n    ", "suffix": "\n"},
        language="python",
        file_path="/w/x.py",
        repository="org/repo",
    ),
    told(
        "candidate.generated",
        READY,
        "system",
        1,
        text="return a + b",
        model="codestral-latest",
        params={"provider": "mistral"},
        latency_ms=412,
    ),
    told("candidate.shown", READY, "system", 2, position=0, of=1),
]


def test_a_taken_completion() -> None:
    assert events("autocomplete", autocomplete()) == [
        *STORY,
        told("candidate.accepted", READY, "human", 3, kind="full"),
    ]


def test_the_timers_refusal_is_nobodys() -> None:
    assert events("autocomplete", autocomplete(accepted=False)) == [
        *STORY,
        told("candidate.dismissed", TEN_SECONDS_LATER, "timer", 3, reason="ignored", visible_ms=10_000),
    ]


def test_a_completion_without_a_verdict_was_shown() -> None:
    assert events("autocomplete", autocomplete(accepted=None)) == STORY


def test_the_time_is_that_of_the_text_and_a_late_acceptance_is_told_when_it_arrives() -> None:
    """The client sends the record of the text's arrival unchanged, whenever the text is taken."""
    at_arrival = Occasion(READY_US + 42_000_000)
    accepted = events("autocomplete", autocomplete(), at_arrival)[-1]
    assert accepted["occurred_at"] == "2026-11-20T23:04:57.979000+00:00"
    for away_us in (-1, 3_600_000_001):  # a clock that is wrong, or a post that waited
        assert events("autocomplete", autocomplete(), Occasion(READY_US + away_us))[-1]["occurred_at"] == READY
    from_a_file = at_arrival._replace(live=False)
    assert events("autocomplete", autocomplete(), from_a_file)[-1]["occurred_at"] == READY


def test_without_code_there_are_no_texts() -> None:
    texts = dict.fromkeys(["prefix", "suffix", "prompt", "completion"])
    for data in (autocomplete(**texts), autocomplete()):  # the second as no client should send it
        started, generated, _, accepted = events("autocomplete", data, without_code=True)
        assert started["data"] == {
            "surface": "completion",
            "language": "python",
            "file_path": "/w/x.py",
            "repository": "org/repo",
            "sequence": 0,
        }
        assert "text" not in generated["data"]
        assert accepted["actor"] == "human"


@pytest.mark.parametrize(
    ("timestamp", "expected"),
    [
        ("2026-11-20T23:04:15.979Z", READY_US),
        ("2026-11-21T00:04:15.979+01:00", READY_US),
        ("2026-11-20T23:04:15.979", READY_US),
        (1_795_215_855_979, READY_US),
        (1_795_215_855_979.0, READY_US),
        (0, None),
        (True, None),
        (-5, None),
        (10**40, None),
        ("0", None),
        ("yesterday", None),
        ("9999-12-31T23:59:59-23:59", None),
        (None, None),
        ([], None),
    ],
)
def test_times(timestamp: Any, expected: int | None) -> None:
    assert moment_us(timestamp) == expected


def test_a_record_without_a_time_has_that_of_its_arrival() -> None:
    at = datetime.fromtimestamp(LATER.received_us / 1e6, UTC).isoformat()
    for timestamp in (None, 0, "1970-01-01T00:00:00Z"):
        shown = events("autocomplete", autocomplete(timestamp=timestamp))[2]
        assert shown["occurred_at"] == at


@pytest.mark.parametrize(
    ("fields", "person_known", "expected"),
    [
        ({}, False, "m-1"),
        ({}, True, None),  # the key or a header names a person; the machine would name another
        ({"userId": "jane"}, False, "jane"),
        ({"userId": "jane"}, True, "jane"),
        ({"uniqueId": 5}, False, None),
        ({"userId": "e" * 201}, False, "continue:9847471d8b3d6832fa729e3bebba0ac9b4dd097ddc6c4db9bbd72b56d4470183"),
    ],
)
def test_who_it_was(fields: dict[str, Any], person_known: bool, expected: str | None) -> None:
    occasion = LATER._replace(person_known=person_known)
    assert {event.get("developer_id") for event in events("autocomplete", autocomplete(**fields), occasion)} == {
        expected
    }


def test_nothing_personal_is_in_the_data() -> None:
    data = autocomplete(userId="jane", selectedProfileId="acme/team", template="T", extra={"email": "jane@example.org"})
    documents = [event | {"developer_id": ""} for event in events("autocomplete", data)]
    assert not [secret for secret in ("jane", "acme/team", "T'", AGENT) if secret in str(documents)]


def test_a_completion_without_an_id_is_known_by_its_content() -> None:
    one, other = (events("autocomplete", autocomplete(completionId=None, time=time)) for time in (1, 2))
    assert one[0]["interaction_id"] != other[0]["interaction_id"]
    assert one == events("autocomplete", autocomplete(completionId=None, time=1))


def test_a_taken_next_edit_with_its_time_in_milliseconds() -> None:
    started, generated, shown, accepted = events("nextEditOutcome", next_edit())
    assert started["occurred_at"] == "2026-11-20T23:04:15.679000+00:00"
    assert started["interaction_id"] == "continue:64c71379-6e5a-5dca-5ad4-5827ae29ca2d"
    assert started["data"] == {
        "surface": "inline_edit",
        "prompt": {"instruction": "p"},
        "language": "python",
        "file_path": "/w/a b.py",
        "sequence": 0,
    }
    assert generated["data"] == {
        "text": "c",
        "model": "mercury-coder",
        "params": {"temperature": 0.5, "max_tokens": 64, "provider": "inception"},
        "latency_ms": 300,
        "sequence": 1,
    }
    assert (shown["type"], shown["occurred_at"]) == ("candidate.shown", READY)
    assert (accepted["type"], accepted["actor"]) == ("candidate.accepted", "human")


def test_an_aborted_next_edit_was_neither_taken_nor_refused() -> None:
    for accepted in (True, False, None):
        documents = events("nextEditOutcome", next_edit(aborted=True, accepted=accepted))
        assert kinds(documents) == [("interaction.started", "system"), ("candidate.generated", "system")]


def test_a_refused_next_edit_may_be_the_timers() -> None:
    last = events("nextEditOutcome", next_edit(accepted=False))[-1]
    assert (last["type"], last["actor"], last["data"]) == (
        "candidate.dismissed",
        "timer",
        {"reason": "ignored", "sequence": 3},
    )


def test_an_edit_and_its_outcome_are_one_interaction() -> None:
    asked = events("editInteraction", edit("editInteraction", timestamp="2026-11-20T23:04:10.000Z"))
    refused = events("editOutcome", edit(accepted=False, previousCode="a", newCode="b"))
    assert kinds(asked) == [
        ("interaction.started", "system"),
        ("candidate.generated", "system"),
        ("candidate.shown", "system"),
    ]
    identity = ["edit", AGENT, "local", "file:///w/x.py", "p", "c"]
    assert refused[-1] == {
        "event_id": derived_id("continue", *identity, "candidate.dismissed"),
        "type": "candidate.dismissed",
        "occurred_at": READY,
        "interaction_id": f"continue:{derived_id('continue', *identity)}",
        "candidate_id": "0",
        "actor": "human",
        "data": {"reason": "explicit", "sequence": 2},
    }
    assert [event["event_id"] for event in asked[:2]] == [event["event_id"] for event in refused[:2]]
    assert {event["interaction_id"] for event in asked + refused} == {refused[-1]["interaction_id"]}
    taken = events("editOutcome", edit(accepted=True))[-1]
    assert (taken["type"], taken["actor"], taken["interaction_id"]) == (
        "candidate.accepted",
        "human",
        refused[-1]["interaction_id"],
    )


def test_an_edit_of_another_file_is_another_interaction() -> None:
    one, other = (events("editOutcome", edit(filepath=f"file:///w/{name}.py")) for name in "ab")
    assert one[0]["interaction_id"] != other[0]["interaction_id"]


def test_an_edits_outcome_without_code_stands_alone() -> None:
    one, other = (events("editOutcome", edit(accepted=False, lineChange=n), without_code=True) for n in (1, 2))
    assert kinds(one)[-1] == ("candidate.dismissed", "human")
    assert not ({"prompt", "text"} & {key for event in one for key in event["data"]})
    assert one[0]["interaction_id"] != other[0]["interaction_id"]


def test_names_of_joined_interactions_show_no_text() -> None:
    for documents in (
        events("editOutcome", edit(prompt="my secret")),
        events("chatFeedback", feedback(prompt="my secret")),
    ):
        assert "secret" not in documents[0]["interaction_id"]


def test_a_thumb() -> None:
    started, generated, rated = events("chatFeedback", feedback())
    assert started["data"] == {"surface": "chat", "prompt": {"instruction": "p"}, "sequence": 0}
    assert started["session_id"] == f"continue:{SESSION}"
    assert generated["data"] == {"text": "c", "model": "Claude", "params": {"provider": "anthropic"}, "sequence": 1}
    assert (rated["type"], rated["actor"], rated["data"]) == ("candidate.rated", "human", {"value": 1, "sequence": 2})
    assert events("chatFeedback", feedback(feedback=False))[-1]["data"]["value"] == -1


def test_a_thumb_is_joined_to_its_answer() -> None:
    answer = events(
        "chatInteraction", feedback(timestamp="2026-11-20T23:04:01Z", tools=["read_file"], rules=[{"id": "r"}])
    )
    rating = events("chatFeedback", feedback())
    assert [event["event_id"] for event in answer] == [event["event_id"] for event in rating[:2]]
    assert answer[0]["interaction_id"] == rating[2]["interaction_id"]


def test_one_thumb_on_several_prompts_is_several_ratings() -> None:
    ratings = [events("chatFeedback", feedback(prompt=prompt))[-1] for prompt in ("p", "q")]
    assert len({rating["event_id"] for rating in ratings}) == len({rating["interaction_id"] for rating in ratings}) == 2


def test_a_changed_mind_is_told() -> None:
    times = ["2026-11-20T23:04:15Z", "2026-11-20T23:04:16Z", "2026-11-20T23:04:17Z"]
    said = [
        events("chatFeedback", feedback(feedback=value, timestamp=at))[-1]
        for value, at in zip([True, False, True], times, strict=True)
    ]
    assert len({rating["event_id"] for rating in said}) == 3


def test_feedback_without_a_value_rates_nothing() -> None:
    assert "candidate.rated" not in dict(kinds(events("chatFeedback", feedback(feedback=None))))


def test_a_tool_that_ran_may_have_been_let_by_a_setting() -> None:
    documents = events("toolUsage", tool())
    assert kinds(documents) == [
        ("interaction.started", "system"),
        ("tool.proposed", "agent"),
        ("tool.decided", "policy"),
        ("tool.finished", "agent"),
        ("outcome.reported", "agent"),
    ]
    call = {"tool": "run_terminal_command", "call_id": "call_1"}
    assert [event["data"] for event in documents] == [
        {"surface": "agent", "sequence": 0},
        call | {"arguments": {"command": "npm test"}, "sequence": 1},
        call | {"decision": "approved", "source": "config", "sequence": 2},
        call | {"success": True, "output": "1 failed", "sequence": 3},
        call | {"kind": "test", "passed": None, "command": "npm test", "output": "1 failed", "sequence": 4},
    ]


def test_a_cancelled_tool_was_denied_by_a_person_and_never_ran() -> None:
    """The client tells it as refused, and succeeded."""
    documents = events("toolUsage", tool(accepted=False, output=None))
    assert kinds(documents)[1:] == [("tool.proposed", "agent"), ("tool.decided", "human")]
    assert documents[-1]["data"]["decision"] == "denied"
    assert documents[-1]["data"]["source"] == "user"


def test_a_tool_that_failed_was_denied_by_nobody() -> None:
    """The client tells of an error as of a refusal that did not succeed."""
    documents = events("toolUsage", tool(accepted=False, succeeded=False))
    assert "tool.decided" not in dict(kinds(documents))
    assert documents[2]["data"]["success"] is False


def test_two_words_on_one_call_are_two_events_of_one_interaction() -> None:
    ran, cancelled = (events("toolUsage", tool(accepted=accepted)) for accepted in (True, False))
    assert ran[1]["event_id"] == cancelled[1]["event_id"]
    assert ran[2]["event_id"] != cancelled[2]["event_id"]
    assert {event["interaction_id"] for event in ran + cancelled} == {ran[0]["interaction_id"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"path": "a.py"}', {"path": "a.py"}),
        ('{"path": "a.p', '{"path": "a.p'),
        ("", ""),
        ('"x"', "x"),
        (r'{"a": "\ud800"}', {"a": "\ufffd"}),
        ("[" * 70 + "]" * 70, "[" * 70 + "]" * 70),
        ("[" * 5000, "[" * 5000),
    ],
)
def test_arguments_are_json_in_a_text_as_the_model_wrote_it(text: str, expected: Any) -> None:
    assert events("toolUsage", tool(toolCallArgs=text))[1]["data"]["arguments"] == expected


def test_a_tools_schema_is_not_its_arguments() -> None:
    assert "arguments" not in events("toolUsage", tool(toolCallArgs=None))[1]["data"]


def test_another_tool_reports_no_outcome() -> None:
    assert kinds(events("toolUsage", tool(functionName="read_file")))[-1] == ("tool.finished", "agent")


def test_a_quick_edit_is_what_its_difference_leaves() -> None:
    lines = [("same", "def f():"), ("old", "  pass"), ("new", "  return 1"), ("odd", "?")]
    diffs = [{"type": kind, "line": line} for kind, line in lines]
    data = {"prompt": "p", "path": "x.py", "label": "Submit", "diffs": [*diffs, 7], "model": "m"}
    started, generated = events("quickEdit", data)
    assert started["data"]["prompt"] == {"instruction": "p", "context": "def f():\n  pass"}
    assert (generated["data"]["text"], generated["data"]["model"]) == ("def f():\n  return 1", "m")


@pytest.mark.parametrize("name", ["tokensGenerated", "nextEditWithHistory"])
def test_what_says_nothing_of_a_suggestion(name: str) -> None:
    assert left_out(name, {"model": "gpt-4"}) == [Unmapped(name, NO_SIGNAL)]


def test_unknown_names_and_data_of_another_kind_are_told() -> None:
    assert left_out("brandNew", {}) == [Unmapped("brandNew", UNKNOWN_EVENT)]
    assert left_out("autocomplete", []) == [Unmapped("autocomplete", INVALID_RECORD, 1, "data")]


@pytest.mark.parametrize(
    ("agent", "version"),
    [(AGENT, "1.2.10"), ("Unknown/Unknown (Continue/Unknown)", "Unknown"), ("x", ""), (5, "")],
)
def test_the_clients_version(agent: Any, version: str) -> None:
    assert version_of({"userAgent": agent}) == version
    assert version_of(agent) == ""
