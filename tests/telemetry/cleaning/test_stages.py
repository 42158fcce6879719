"""Each stage alone, with the outcome written out."""

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from telemetry.cleaning.pipeline import DEFAULT_STAGES, Outcome, clean, stages_version
from telemetry.cleaning.stage import AllFacts, Batch, Facts, Item, Stage
from telemetry.cleaning.stages.drop_replays import DropReplays
from telemetry.cleaning.stages.hold_floods import HoldFloods
from telemetry.cleaning.stages.mark_parses import MarkParses
from telemetry.cleaning.stages.normalise import Normalise
from telemetry.cleaning.stages.redact import Redact
from telemetry.cleaning.stages.require import Require
from telemetry.contracts import Candidate, Interaction, Mark, Prompt, Signal


def interaction(*texts: str, prefix: str = "", suffix: str = "", **fields: Any) -> Interaction:
    candidates = [
        Candidate(candidate_id=f"c{number}", text=text, generated_at=number) for number, text in enumerate(texts)
    ]
    given: dict[str, Any] = {
        "uid": "0" * 32,
        "interaction_id": "i",
        "language": "python",
        "prompt": Prompt(prefix=prefix, suffix=suffix),
        "candidates": tuple(candidates),
        **fields,
    }
    return Interaction(**given)


def outcome(stage: Stage, of: Interaction, facts: Facts | None = None) -> Outcome:
    return clean([of], {of.uid: facts or Facts()}, [stage])[of.uid]


@pytest.mark.parametrize(
    ("of", "reason"),
    [
        (interaction("x", prompt=None), "no_prompt"),
        (interaction(), "no_candidate"),
        (interaction(candidates=(Candidate(candidate_id="c"),)), "no_candidate"),
        (
            interaction(candidates=(Candidate(candidate_id="c", text_digest="ab", generated_at=1),)),
            "text_not_stored",
        ),
        (interaction("x", prompt=Prompt()), "text_not_stored"),
        (interaction(oversized=True, prompt=None), "oversized"),
    ],
)
def test_what_is_incomplete_is_dropped(of: Interaction, reason: str) -> None:
    assert outcome(Require(), of) == Outcome(state="dropped", marks=(Mark(stage="require", reason=reason),))


def test_superseded_events_are_noted() -> None:
    of = interaction("x", superseded=("a", "b"), unreadable=3)
    assert outcome(Require(), of).marks == (
        Mark(stage="require", reason="superseded_event", count=2),
        Mark(stage="require", reason="unreadable_event", count=3),
    )


def test_replays_and_floods_are_dropped() -> None:
    of = interaction("x")
    assert outcome(DropReplays(), of, Facts(is_replay=True)).marks == (Mark(stage="drop_replays", reason="replay"),)
    assert outcome(DropReplays(), of).state == "kept"
    assert outcome(HoldFloods(), of, Facts(source_interactions=1_000)).state == "kept"
    assert outcome(HoldFloods(), of, Facts(source_interactions=1_001)).marks == (
        Mark(stage="hold_floods", reason="flooding_source"),
    )


def test_normalising_touches_line_endings_and_controls_only() -> None:
    result = outcome(Normalise(), interaction("b\r\nc\r d \n", "é é", prefix="\ufeffa\0 \t"))
    assert result.interaction is not None
    assert result.interaction.prompt == Prompt(prefix="a \t", suffix="")
    assert [candidate.text for candidate in result.interaction.candidates] == ["b\nc\n d \n", "é é"]
    assert result.marks == (
        Mark(stage="normalise", reason="line_endings"),
        Mark(stage="normalise", reason="control_characters"),
    )


def test_one_redaction_map_covers_the_whole_interaction() -> None:
    edited = Signal(
        event_id="e",
        type="candidate.edited",
        at=5,
        data={"final_text": "ada@corp.io", "chosen": "ada@corp.io", "n": 1},
    )
    of = interaction(
        "ada@corp.io", "bob@corp.io", prefix="# bob@corp.io\n", file_path="/home/ada/a.py", signals=(edited,)
    )
    result = outcome(Redact(), of)
    assert result.interaction is not None
    assert result.interaction.prompt == Prompt(prefix="# <EMAIL_1>\n", suffix="")
    assert [candidate.text for candidate in result.interaction.candidates] == ["<EMAIL_2>", "<EMAIL_1>"]
    assert result.interaction.file_path == "/home/<USER_1>/a.py"
    assert result.interaction.signals[0].data == {"final_text": "<EMAIL_2>", "chosen": "ada@corp.io", "n": 1}
    assert result.marks == (
        Mark(stage="redact", reason="email", count=2),
        Mark(stage="redact", reason="user_name", count=1),
    )


def test_candidates_that_differ_in_nothing_but_overlapping_secrets_become_equal() -> None:
    user = "/home/{}/x"
    result = outcome(Redact(), interaction("open('/home/ada/')", "open('/home/ada/')", prefix=user.format("ada")))
    assert all(mark.reason != "candidates_became_equal" for mark in result.marks)


@pytest.mark.parametrize(
    ("language", "prefix", "text", "suffix", "parses"),
    [
        ("python", "def f(x):\n    ", "return x", "\n", True),
        ("python", "def f(x):\n    ", "return (x", "\n", False),
        ("python", "x = f(", "a, b", "", True),  # the prompt is unfinished itself
        ("javascript", "const a = [", "1, 2", "];\n", True),
        ("typescriptreact", "const a = ", "<b>{1}</b>", ";\n", True),
        ("go", "package a\nfunc f() int {\n", "return 1", "\n}\n", True),
        ("go", "package a\nfunc f() int {\n", "return return", "\n}\n", False),
        ("rust", "fn f() -> i32 {", " 1 ", "}", True),
        ("java", "class A { int f() {", " return 1; ", "} }", True),
        ("c", "int f() {", " return 1; ", "}", True),
        ("cpp", "int f() {", " return a::b; ", "}", True),
        ("csharp", "class A { int F() {", " return 1; ", "} }", True),
        ("ruby", "def f\n", "  1", "\nend\n", True),
        ("php", "<?php\nfunction f() {", " return 1; ", "}", True),
        ("shellscript", "if true; then\n", "echo 1", "\nfi\n", True),
        ("cobol", "", "MOVE A TO B", "", None),
        ("python", "", "  ", "", None),
        ("python", "", "x" * 20_000, "", None),
    ],
)
def test_parsing_is_judged_in_place(language: str, prefix: str, text: str, suffix: str, parses: bool | None) -> None:
    result = outcome(MarkParses(), interaction(text, prefix=prefix, suffix=suffix, language=language))
    assert result.interaction is not None
    assert result.interaction.candidates[0].parses is parses
    marked = (Mark(stage="mark_parses", reason="does_not_parse", where="candidate.text"),)
    assert result.marks == (marked if parses is False else ())


def test_chat_answers_are_not_parsed() -> None:
    of = interaction("Sure! ((", prompt=Prompt(messages=()), surface="chat")
    assert outcome(MarkParses(), replace(of, language="")).interaction == replace(of, language="")


def test_parsing_an_interaction_costs_no_more_than_its_budget() -> None:
    many = interaction(*["x = 1\n" * 1_000] * 200)
    result = outcome(MarkParses(), many)
    assert result.interaction is not None
    verdicts = [candidate.parses for candidate in result.interaction.candidates]
    assert verdicts[:10] == [True] * 10
    assert verdicts[30:] == [None] * 170
    twisted = outcome(MarkParses(), interaction(*["a<b<" * 2_000] * 50, language="csharp"))
    assert twisted.interaction is not None
    assert twisted.interaction.candidates[-1].parses is None


class RaisesOnSecrets:
    name = "raises"
    version = 1

    def apply(self, batch: Batch, facts: AllFacts) -> list[Item]:
        if any(item.interaction.file_path == "bad" for item in batch):
            raise ValueError("quotes the secret hunter2")
        return list(batch)


def test_a_stage_that_raises_rejects_that_interaction_alone() -> None:
    good, bad = interaction("x", uid="1" * 32), interaction("x", uid="2" * 32, file_path="bad")
    stages: Sequence[Stage] = (RaisesOnSecrets(),)
    outcomes = clean([good, bad], {good.uid: Facts(), bad.uid: Facts()}, stages)
    assert outcomes[good.uid] == Outcome(state="kept", marks=(), interaction=good)
    assert outcomes[bad.uid] == Outcome(
        state="rejected", marks=(Mark(stage="raises", reason="raised", where="ValueError"),)
    )


def test_the_version_changes_with_any_stage() -> None:
    assert stages_version(DEFAULT_STAGES) != stages_version(DEFAULT_STAGES[:-1])
    assert [stage.name for stage in DEFAULT_STAGES] == [
        "require",
        "drop_replays",
        "drop_generated",
        "hold_floods",
        "normalise",
        "detect_language",
        "hold_contaminated",
        "redact",
        "mark_parses",
        "drop_near_duplicates",
    ]


CALL = Signal(event_id="e", type="tool.proposed", at=0, data={"tool": "Bash", "arguments": {"command": "ls"}})


@pytest.mark.parametrize(
    ("of", "state"),
    [
        (interaction(candidates=(), signals=(CALL,)), "kept"),
        (interaction(candidates=(), signals=(replace(CALL, data={"tool": "Bash"}),)), "text_not_stored"),
        (interaction(candidates=(), signals=(replace(CALL, type="tool.finished"),)), "no_candidate"),
        (interaction(merged_into="f" * 32), "merged"),
    ],
)
def test_a_proposed_tool_call_is_something_to_learn_from(of: Interaction, state: str) -> None:
    found = outcome(Require(), of)
    assert (found.marks[-1].reason if found.marks else found.state) == state
