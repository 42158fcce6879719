"""The labels everybody starts with, read straight from events."""

from typing import Any

from exports.evaluation.baselines import ACCEPTED, LAST, baselines
from exports.evaluation.coverage import Groups
from exports.evaluation.rates import share
from tests.exports.evaluation.build import truth


def event(interaction: str, second: int, kind: str, candidate: str = "", **data: Any) -> dict[str, Any]:
    name = {"candidate_id": candidate} if candidate else {}
    when = f"2026-03-02T09:00:{second:02}+00:00"
    return {
        "event_id": f"{candidate}!",
        "type": kind,
        "occurred_at": when,
        "interaction_id": interaction,
        "data": data,
    } | name


def answer(interaction: str, second: int, candidate: str, what: str) -> list[dict[str, Any]]:
    return [
        event(interaction, second, "candidate.generated", candidate, text=f"text of {candidate}"),
        event(interaction, second, "candidate.shown", candidate),
        event(interaction, second + 1, f"candidate.{what}", candidate),
    ]


def asked(interaction: str, prompt: str) -> dict[str, Any]:
    return event(interaction, 0, "interaction.started", prompt={"prefix": prompt})


def test_both_readings_against_one_truth() -> None:
    events = [
        asked("i", "one prompt"),
        *answer("i", 1, "c1", "regenerated"),
        *answer("i", 3, "c2", "regenerated"),
        *answer("i", 5, "c3", "accepted"),
        asked("j", "one prompt"),
        *answer("j", 7, "c4", "dismissed"),
        asked("k", "another prompt"),
        *answer("k", 1, "c5", "dismissed"),
    ]
    known = truth({"c1!": 0.1, "c2!": 0.9, "c3!": 0.5, "c4!": 0.5, "c5!": 0.9}, comparable=(("i", "j"), ("k",)))
    found = baselines(events, known, Groups(known))
    # c3 over c1 (right), over c2 (wrong), over c4 of the same prompt (equal: not right)
    assert (found[ACCEPTED].accuracy, found[ACCEPTED].coverage) == (share(1, 3), share(1, 2))
    # the last of the prompt is c4: over c1 (right), over c2 (wrong), over c3 (equal)
    assert (found[LAST].accuracy, found[LAST].coverage) == (share(1, 3), share(1, 2))


def test_a_text_does_not_beat_itself() -> None:
    same = [*answer("i", 1, "c1", "accepted"), *answer("i", 3, "c2", "dismissed")]
    for one in same:
        if "text" in one["data"]:
            one["data"]["text"] = "equal"
    known = truth({"c1!": 0.1, "c2!": 0.9}, comparable=(("i",),))
    assert baselines([asked("i", "p"), *same], known, Groups(known))[ACCEPTED].accuracy == share(0, 0)
