import json
from collections import Counter
from datetime import UTC, datetime, timedelta

from flywheel.demo.completions import TASKS, WORDS, parse
from flywheel.demo.developers import Team
from flywheel.demo.recorder import Event
from telemetry.ingest.wire import check

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def play(seed: str, count: int) -> list[Event]:
    return [
        event
        for n, team in enumerate([Team(seed)] * count)
        for event in team.interaction(START + n * timedelta(minutes=9))
    ]


def test_the_same_seed_gives_the_same_events_and_another_gives_others() -> None:
    assert play("a", 30) == play("a", 30)
    assert {event["event_id"] for event in play("a", 30)}.isdisjoint(event["event_id"] for event in play("b", 30))


def test_every_event_is_one_the_wire_contract_accepts() -> None:
    for event in play("wire", 400):
        check.check(check.parse(json.dumps(event).encode()))


def test_every_kind_of_evidence_occurs() -> None:
    types = Counter(event["type"] for event in play("mix", 400))
    assert set(types) >= {
        "interaction.started",
        "candidate.generated",
        "candidate.shown",
        "candidate.accepted",
        "candidate.dismissed",
        "candidate.edited",
        "candidate.retained",
        "candidate.reverted",
        "candidate.copied",
        "candidate.regenerated",
        "candidate.rated",
        "candidates.compared",
        "outcome.reported",
        "tool.proposed",
        "tool.decided",
        "tool.finished",
    }


def test_picks_are_shown_in_random_places() -> None:
    picks = [event["data"] for event in play("places", 400) if event["type"] == "candidates.compared"]
    places = Counter(pick["positions"][pick["chosen"]] for pick in picks if pick["outcome"] == "picked")
    assert set(places) == {0, 1}
    assert all(pick["randomized"] for pick in picks)


def test_time_never_runs_backwards_inside_an_interaction() -> None:
    for seed in ("x", "y", "z"):
        times = [datetime.fromisoformat(event["occurred_at"]) for event in Team(seed).interaction(START)]
        assert times == sorted(times)


def test_there_are_tasks_in_several_languages_and_every_placeholder_is_filled() -> None:
    assert {task.language for task in TASKS} >= {"python", "typescript", "javascript", "go", "rust", "java"}
    words = {name: choices[0] for name, choices in WORDS.items()} | {"limit": "7"}
    for task in TASKS:
        filled = task.fill(words)
        answers = {filled.good, filled.weak, filled.mended, filled.broken}
        assert len(answers) == 4
        assert not any("$" in text for text in answers)


def test_a_task_file_is_read_section_by_section() -> None:
    sections = "".join(
        f"=== {name}\n{name} === code\n" for name in ("prefix", "suffix", "good", "weak", "mended", "broken")
    )
    task = parse("language: go\npath: a.go\ninstruction: Do: it.\n" + sections)
    assert task.instruction == "Do: it."
    assert task.prefix == "prefix === code\n"
    assert task.broken == "broken === code\n"
