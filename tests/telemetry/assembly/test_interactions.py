"""Events → one interaction, whatever order they come in."""

import json
import uuid

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from telemetry.assembly.events import StoredRow
from telemetry.assembly.interactions import assemble
from telemetry.contracts import Candidate, Interaction, Message, Prompt, Signal, interaction_uid
from tests.telemetry.builders import START, event, stored, story

T0 = int(START.timestamp() * 1000)
UID = interaction_uid("i1")


def made_of(*events: dict[str, object]) -> Interaction:
    return assemble(UID, [stored(wire) for wire in events])


def test_a_story_becomes_an_interaction() -> None:
    started, generated, shown, accepted = story()
    assert made_of(started, generated, shown, accepted) == Interaction(
        uid="2ad7b1db7adf13c3ca59410098ced2d9",
        interaction_id="i1",
        session_id="s1",
        developer="d" * 32,
        surface="completion",
        language="python",
        file_path="one.py",
        prompt=Prompt(prefix="def one():\n    ", suffix=""),
        prompt_digest="705ad4e3d8f24c7ed2ceac1362e576e68fa1dce6eda58887bdb6487ab38853e2",
        started_event_id=started["event_id"],
        started_at=T0,
        first_at=T0,
        last_at=T0 + 1900,
        event_count=4,
        candidates=(
            Candidate(
                candidate_id="i1-c0",
                text="return 1",
                text_length=8,
                model="m1",
                generated_event_id=generated["event_id"],
                generated_at=T0 + 200,
                signals=(
                    Signal(
                        event_id=shown["event_id"],
                        type="candidate.shown",
                        at=T0 + 210,
                        actor="system",
                        developer="d" * 32,
                        data={"position": 0, "of": 1},
                    ),
                    Signal(
                        event_id=accepted["event_id"],
                        type="candidate.accepted",
                        at=T0 + 1900,
                        developer="d" * 32,
                        data={"kind": "full"},
                    ),
                ),
            ),
        ),
    )


RICH_STORY = [
    *story(),
    event("interaction.started", 5, data={"surface": "chat"}),
    event("candidate.generated", 200, candidate_id="i1-c1", data={"text": "return 2"}),
    event("candidate.generated", 200, candidate_id="i1-c1", data={"text": "return 3"}),
    event("candidate.dismissed", 300, candidate_id="i1-c1", data={"visible_ms": 900}),
    event("candidate.rated", 300, candidate_id="never-generated", data={"value": 1}),
    event("candidates.compared", 400, data={"outcome": "picked", "chosen": "i1-c0", "rejected": ["i1-c1"]}),
    event("outcome.reported", 400, data={"kind": "test", "passed": True}),
    event("consent.changed", 500, data={"level": "full"}),
]


@settings(max_examples=60)
@given(st.permutations(RICH_STORY))
def test_no_permutation_changes_anything(events: list[dict[str, object]]) -> None:
    assert made_of(*events) == made_of(*RICH_STORY)


def test_the_earliest_start_and_generation_win_and_the_others_are_listed() -> None:
    interaction = made_of(*RICH_STORY)
    assert interaction.surface == "completion"
    late_start = RICH_STORY[4]["event_id"]
    rivals = sorted(wire["event_id"] for wire in RICH_STORY[5:7])  # same moment: the smaller id wins
    assert interaction.superseded == (late_start, rivals[1])
    (second,) = [candidate for candidate in interaction.candidates if candidate.candidate_id == "i1-c1"]
    assert second.generated_event_id == rivals[0]


def test_an_outcome_before_its_candidate_waits_without_a_text() -> None:
    (waiting,) = made_of(event("candidate.accepted", 10, candidate_id="i1-c0")).candidates
    assert waiting.text is None
    assert waiting.generated_at is None
    assert [signal.type for signal in waiting.signals] == ["candidate.accepted"]


def test_signals_of_no_single_candidate_stay_with_the_interaction() -> None:
    assert [signal.type for signal in made_of(*RICH_STORY).signals if signal.data] == [
        wire["type"] for wire in sorted(RICH_STORY[9:11], key=lambda wire: str(wire["event_id"]))
    ]


def test_kept_back_texts_leave_digests() -> None:
    interaction = made_of(
        event("interaction.started", data={"prompt": {"prefix_digest": "ab" * 16, "prefix_length": 40}}),
        event("candidate.generated", 1, candidate_id="c", data={"text_digest": "cd" * 16, "text_length": 12}),
    )
    assert interaction.prompt == Prompt()
    assert interaction.prompt_digest
    (candidate,) = interaction.candidates
    assert (candidate.text, candidate.text_digest, candidate.text_length) == (None, "cd" * 16, 12)


def test_chat_messages_are_read() -> None:
    data = {"surface": "chat", "prompt": {"messages": [{"role": "user", "content": "hi"}, {"role": 3}, "x"]}}
    assert made_of(event("interaction.started", data=data)).prompt == Prompt(
        messages=(Message(role="user", content="hi"),)
    )


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
KNOWN_KEYS = (
    "surface",
    "prompt",
    "language",
    "text",
    "params",
    "latency_ms",
    "text_length",
    "finish_reason",
    "model",
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first draw builds the alphabet of all characters
@given(
    st.sampled_from(["interaction.started", "candidate.generated"]),
    st.dictionaries(st.sampled_from(KNOWN_KEYS), json_values),
)
def test_no_content_of_data_breaks_assembly(kind: str, data: dict[str, object]) -> None:
    payload = json.dumps({"type": kind, "interaction_id": "i1", "candidate_id": "c", "data": data})
    interaction = assemble(UID, [StoredRow(uuid.UUID(int=1), 5, payload)])
    assert interaction.event_count == 1


def test_what_cannot_be_read_is_counted() -> None:
    rows = [StoredRow(uuid.UUID(int=1), 5, r'{"type": "x", "session_id": "\ud800"}'), stored(story()[0])]
    interaction = assemble(UID, rows)
    assert (interaction.unreadable, interaction.event_count, interaction.surface) == (1, 2, "completion")


def test_within_a_millisecond_the_clients_own_count_orders() -> None:
    steps = [event("tool.finished", 5, data={"tool": "Bash", "sequence": number}) for number in (3, 1, 2)]
    found = made_of(*steps)
    assert [signal.data["sequence"] for signal in found.signals] == [1, 2, 3]


def test_time_comes_before_the_clients_own_count() -> None:
    found = made_of(
        event("tool.finished", 6, data={"sequence": 1}),
        event("tool.finished", 5, data={"sequence": 2}),
    )
    assert [signal.data["sequence"] for signal in found.signals] == [2, 1]
