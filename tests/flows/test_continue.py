"""What Continue posts, through the pipeline: which of it becomes training records, and what never may."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpResponse

from exports.models import Record
from flywheel.projects.models import Project
from telemetry.clients.mapping import derived_id
from tests.telemetry.clients.continue_dev.captures import Json, autocomplete, edit, envelope, feedback, next_edit, tool
from tests.telemetry.ingest.conftest import key, post, stored

__all__ = ["key", "post"]

SUM = "total = sum(values)\n    return total / len(values)"
LOOP = "total = 0\n    for value in values:\n        total += value\n    return total"
ASKED = "Write a function that returns the arithmetic mean of a list of numbers."
MEAN = {"prefix": "def mean(values):\n    ", "suffix": "\n"}

Send = Callable[[str, Json], None]


@pytest.fixture
def send(post: Callable[..., HttpResponse], project: Project) -> Send:
    def send(name: str, data: Json) -> None:
        answer = post(envelope(name, data), path="/clients/continue")
        assert answer.status_code == 202
        assert answer.json()["rejected"] == 0  # type: ignore[attr-defined]

    return send


def retained(completion: str) -> Json:
    """What only a plug-in of our own can tell: five minutes later the text is still there."""
    return {
        "event_id": "0190c0de-0000-7000-8000-000000000001",
        "type": "candidate.retained",
        "occurred_at": "2026-11-20T23:09:16Z",
        "interaction_id": f"continue:{derived_id('continue', 'm-1', completion)}",
        "candidate_id": "0",
        "data": {"after_s": 300, "fraction": 1.0},
    }


def records() -> list[tuple[Any, ...]]:
    """Kind, rule, label and text of every record, after the pipeline has run."""
    call_command("process")
    found = Record.objects.order_by("kind", "rule", "completion")
    return [(one.kind, one.rule, one.label, one.completion or one.chosen) for one in found]


def test_a_completion_that_was_taken_and_stayed_is_a_good_one(send: Send, post: Callable[..., HttpResponse]) -> None:
    send("autocomplete", autocomplete(completion=SUM, **MEAN))
    post([retained("c-1")])
    assert records() == [
        ("reward", "accepted-retained", None, SUM),
        ("unpaired", "accepted-retained", True, SUM),
    ]


def test_a_late_acceptance_wins_over_the_timer(send: Send, post: Callable[..., HttpResponse]) -> None:
    for accepted in (False, True):
        send("autocomplete", autocomplete(accepted=accepted, completion=SUM, **MEAN))
    post([retained("c-1")])
    assert ("unpaired", "accepted-retained", True, SUM) in records()
    assert not Record.objects.filter(label=False).exists()


def test_the_timer_labels_nothing(send: Send, post: Callable[..., HttpResponse]) -> None:
    """Not even beside an answer to the same prompt that was taken and stayed."""
    send("autocomplete", autocomplete(accepted=False, completion=LOOP, completionId="c-2", **MEAN))
    send("nextEditOutcome", next_edit(accepted=False, completion=LOOP, prompt=ASKED))
    assert records() == []
    send("autocomplete", autocomplete(completion=SUM, **MEAN))
    post([retained("c-1")])
    assert {(kind, text) for kind, _, _, text in records()} == {("reward", SUM), ("unpaired", SUM)}


def test_thumbs_are_labels(send: Send) -> None:
    answers = [(f"def mean(values):\n    {SUM}", True), (f"def mean(values):\n    {LOOP}", False)]
    for text, good in answers:
        send("chatInteraction", feedback(prompt=ASKED, completion=text))
        send("chatFeedback", feedback(prompt=ASKED, completion=text, feedback=good))
    assert sorted(records()) == sorted(("unpaired", "rated", good, text) for text, good in answers)


def test_a_refused_edit_that_was_looked_at_is_a_bad_one(send: Send) -> None:
    shared = {"prompt": ASKED, "completion": f"def mean(values):\n    {LOOP}"}
    send("editInteraction", edit("editInteraction", timestamp="2026-11-20T23:04:10Z", **shared))
    send("editOutcome", edit(accepted=False, timestamp="2026-11-20T23:04:15Z", **shared))
    assert ("unpaired", "explicit-dismissal", False, shared["completion"]) in records()


def test_an_edit_whose_display_is_unknown_is_no_label(send: Send) -> None:
    """As of an agent's edits, which the client can be told to keep unasked."""
    for accepted, text in [(True, SUM), (False, LOOP)]:
        send("editOutcome", edit(accepted=accepted, prompt=ASKED, completion=f"def mean(values):\n    {text}"))
    assert records() == []


@pytest.mark.parametrize(
    ("accepted", "succeeded", "labels"),
    [
        (False, True, [False]),  # cancelled by a person
        (True, True, []),  # let by a person or by a setting: the client does not say
        (False, False, []),  # ended in an error
    ],
)
def test_only_a_person_labels_a_tool_call(
    send: Send, post: Callable[..., HttpResponse], accepted: bool, succeeded: bool, labels: list[bool]
) -> None:
    """Continue sends no prompt with a tool call, so by itself none is a record; a plug-in of our own may tell it."""
    send("toolUsage", tool(accepted=accepted, succeeded=succeeded))
    assert records() == []
    started = {
        "event_id": "0190c0de-0000-7000-8000-000000000002",
        "type": "interaction.started",
        "occurred_at": "2026-11-20T23:04:01Z",
        "interaction_id": stored()[0]["interaction_id"],
        "data": {"surface": "agent", "prompt": {"instruction": "Run the tests and mend what fails."}},
    }
    post([started])
    assert [(rule, label) for _, rule, label, _ in records()] == [("tool-decision", label) for label in labels]
