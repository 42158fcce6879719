"""Consent is applied before anything is stored, in the order of the batch."""

import json
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse

from flywheel.projects.models import Project
from telemetry.models import Batch, DeveloperConsent, EventKey, QuarantinedEvent, RefusalCount
from tests.telemetry.ingest.conftest import consent, make_event, stored

Post = Callable[..., HttpResponse]
SECRET = "def secret(): pass"


def generated(**fields: Any) -> dict[str, Any]:
    data = {"text": SECRET, "model": "m-1", "params": {"temperature": 0.2, "stop": SECRET}, "note": SECRET}
    return make_event(type="candidate.generated", data=data, extra=SECRET, **fields)


def test_none_stores_only_the_count(post: Post, project: Project) -> None:
    project.consent = "none"
    project.save()
    receipt = json.loads(post([generated(), make_event(actor="robot")]).content)
    assert (receipt["accepted"], receipt["rejected"]) == (1, 1)
    assert stored() == []
    assert not EventKey.objects.exists()
    assert RefusalCount.objects.get().events == 1
    assert Batch.objects.get().refused == 1
    assert QuarantinedEvent.objects.get().payload == ""


def test_signals_keeps_digests_and_lengths_of_texts(post: Post, project: Project) -> None:
    project.consent = "signals"
    project.save()
    post([generated()])
    (payload,) = stored()
    assert SECRET not in json.dumps(payload)
    assert payload["data"] == {
        "text_digest": payload["data"]["text_digest"],
        "text_length": 18,
        "model": "m-1",
        "params": {"temperature": 0.2},
    }
    assert len(payload["data"]["text_digest"]) == 32
    assert payload["developer"] == "0cba4fdf137f068363dc8fce99ae5c00"
    assert payload["candidate_id"] == "candidate-1"


def test_signals_strips_prompts_and_keeps_their_form(post: Post, project: Project) -> None:
    project.consent = "signals"
    project.save()
    messages = [{"role": "user", "content": SECRET}]
    prompt = {"prefix": SECRET, "messages": messages, "hidden": SECRET}
    data = {"surface": "chat", "prompt": prompt, "file_path": "/home/jane/a.py", "kind": SECRET}
    post([make_event(type="interaction.started", data=data, candidate_id=None)])
    (payload,) = stored()
    assert SECRET not in json.dumps(payload)
    assert set(payload["data"]) == {"surface", "prompt", "file_path_digest", "file_path_length"}
    assert set(payload["data"]["prompt"]) == {"prefix_digest", "prefix_length", "messages"}
    assert payload["data"]["prompt"]["messages"][0]["role"] == "user"


def test_a_change_applies_from_there_on_in_the_batch(post: Post) -> None:
    first, second = generated(), generated()
    post([first, consent("none"), second])
    assert sorted(payload["type"] for payload in stored()) == ["candidate.generated", "consent.changed"]
    assert RefusalCount.objects.get().events == 1
    post([generated()])
    assert RefusalCount.objects.get().events == 2


def test_the_stricter_of_project_and_developer_holds(post: Post, project: Project) -> None:
    project.consent = "signals"
    project.save()
    post([consent("full"), generated()])
    assert SECRET not in json.dumps(stored())


def test_only_that_developer_is_concerned(post: Post) -> None:
    post([consent("none", developer="kim"), generated()])
    assert SECRET in json.dumps(stored())


@pytest.mark.parametrize("together", [True, False])
def test_a_late_copy_of_an_older_decision_loses(post: Post, together: bool) -> None:
    newer, older = consent("none", "2026-01-05T09:00:00Z"), consent("full", "2026-01-05T08:00:00Z")
    for batch in [[newer, older]] if together else [[newer], [older]]:
        post(batch)
    post([generated()])
    assert DeveloperConsent.objects.get().level == "none"
    assert len(stored()) == 2


def test_a_decision_from_the_future_does_not_outlast_later_ones(post: Post) -> None:
    post([consent("full", "2999-01-01T00:00:00Z")])
    assert DeveloperConsent.objects.get().decided_at < datetime.fromisoformat("2999-01-01T00:00:00Z")


def test_a_conflicting_copy_decides_nothing(post: Post) -> None:
    decision = consent("none")
    post([decision])
    post([decision | {"data": {"level": "full"}, "occurred_at": "2026-01-06T09:00:00Z"}])
    assert DeveloperConsent.objects.get().level == "none"


def test_a_conflicting_copy_does_not_loosen_what_follows_it_in_the_batch(post: Post) -> None:
    decision = consent("none")
    post([decision])
    forged = decision | {"data": {"level": "full"}, "occurred_at": "2026-01-06T09:00:00Z"}
    receipt = json.loads(post([forged, generated()]).content)
    assert [error["code"] for error in receipt["errors"]] == ["event_conflict"]
    assert SECRET not in json.dumps(stored())


def test_a_looser_decision_holds_from_the_next_post_on(post: Post) -> None:
    post([consent("none", "2026-01-05T09:00:00Z")])
    post([consent("full", "2026-01-05T10:00:00Z"), generated()])
    assert [payload["type"] for payload in stored()] == ["consent.changed"] * 2
    post([generated()])
    assert SECRET in json.dumps(stored())


def test_the_strictest_decision_of_a_batch_holds_for_what_follows(post: Post) -> None:
    decisions = [consent("none", "2026-01-05T09:00:00Z"), consent("full", "2026-01-05T10:00:00Z")]
    post([*decisions, generated()])
    assert len(stored()) == 2
    assert DeveloperConsent.objects.get().level == "full"  # from the next post on


@pytest.mark.usefixtures("real_events")
def test_what_is_posted_after_the_answer_to_a_refusal_is_bound_by_it(post: Post) -> None:
    """Several senders keep posting while the decision comes in between."""
    refused = threading.Event()
    late: list[str] = []

    def send() -> None:
        try:
            for _ in range(15):
                event, after = generated(), refused.is_set()
                assert post([event]).status_code == 202
                if after:
                    late.append(event["event_id"])
            assert refused.wait(30)
            event = generated()
            post([event])
            late.append(event["event_id"])
        finally:
            connection.close()

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    assert post([consent("none")]).status_code == 202
    refused.set()
    for sender in senders:
        sender.join()
    kept = {payload["event_id"] for payload in stored()}
    assert len(late) >= 4
    assert kept.isdisjoint(late)
