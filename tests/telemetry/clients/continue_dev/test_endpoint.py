"""`POST /clients/continue`, as the client posts it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse

from flywheel.projects.models import Project
from flywheel.projects.pseudonyms import pseudonym
from telemetry.models import Batch, QuarantinedEvent
from tests.flows.processes import wait_until
from tests.telemetry.clients.continue_dev.captures import Json, autocomplete, captured, envelope, next_edit, tool
from tests.telemetry.clients.outage.conftest import Away
from tests.telemetry.ingest.conftest import consent, stored

Send = Callable[..., HttpResponse]
NAMES = {
    "interaction.started": 7,
    "candidate.generated": 6,
    "candidate.shown": 3,
    "candidate.accepted": 2,
    "candidate.dismissed": 2,
    "candidate.rated": 2,
    "tool.proposed": 1,
    "tool.decided": 1,
    "tool.finished": 1,
    "outcome.reported": 1,
}


@pytest.fixture
def send(post: Send) -> Send:
    def send(body: Any, **headers: str) -> HttpResponse:
        return post(body, path="/clients/continue", **headers)

    return send


def receipt(answer: HttpResponse) -> Json:
    assert answer.status_code == 202, answer.content
    return answer.json()  # type: ignore[attr-defined, no-any-return]


def test_every_captured_post_is_taken_and_a_second_time_stores_nothing(send: Send) -> None:
    first = [receipt(send(body)) for body in captured()]
    assert [one["rejected"] for one in first] == [0] * 15
    kinds = [event["type"] for event in stored()]
    assert {kind: kinds.count(kind) for kind in kinds} == NAMES
    before = stored()
    again = [receipt(send(body)) for body in captured()]
    assert sum(one["accepted"] for one in again) == 0
    assert [one["duplicates"] for one in again] == [one["accepted"] + one["duplicates"] for one in first]
    assert stored() == before
    assert not QuarantinedEvent.objects.exists()


def test_what_is_stored(send: Send, project: Project) -> None:
    receipt(send(envelope("autocomplete", autocomplete())))
    by_type = {event["type"]: event for event in stored()}
    accepted = by_type["candidate.accepted"]
    del accepted["event_id"]
    assert accepted == {
        "type": "candidate.accepted",
        "occurred_at": "2026-11-20T23:04:15.979000+00:00",
        "interaction_id": "continue:320347be-bdb1-a0df-eda3-ef24bacffc4b",
        "candidate_id": "0",
        "actor": "human",
        "developer": pseudonym(bytes(project.pseudonym_key), "m-1"),
        "data": {"kind": "full", "sequence": 3},
    }
    batch = Batch.objects.get()
    assert (batch.source, batch.client_name, batch.client_version) == ("continue", "continue", "1.2.10")


def test_a_late_acceptance_adds_itself_alone(send: Send) -> None:
    assert receipt(send(envelope("autocomplete", autocomplete(accepted=False))))["accepted"] == 4
    late = receipt(send(envelope("autocomplete", autocomplete(accepted=True))))
    assert (late["accepted"], late["duplicates"], late["rejected"]) == (1, 3, 0)


def test_keys_the_user_adds_at_the_top_are_ignored(send: Send) -> None:
    body = envelope("autocomplete", autocomplete(), team="x", email="jane@example.org", data2={"deep": [1]})
    assert receipt(send(body))["accepted"] == 4
    assert "example.org" not in str(stored())


def test_what_is_not_understood_is_on_the_receipt(send: Send) -> None:
    for name, reason in [("brandNew", "unknown_event"), ("tokensGenerated", "no_signal")]:
        answer = receipt(send(envelope(name, {})))
        assert answer["unmapped"] == [{"name": name, "reason": reason}]
        assert Batch.objects.get(pk=answer["batch_id"]).unmapped == [{"name": name, "reason": reason}]
    assert receipt(send(envelope("autocomplete", "x")))["unmapped"][0]["field"] == "data"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"autocomplete"',
        b"{}",
        b'{"name": 5, "data": {}}',
        b'{"name": "autocomplete"}',
        b'{"name": "autocomplete", "data": {"time": 1e999}}',
        b'{"name": "autocomplete", "data": {"x": "\xff"}}',
        b'{"name": "autocomplete", "data": ' + b"[" * 5000 + b"]" * 5000 + b"}",
        b'{"name": "autocomplete", "data": {"x": ' + b"[" * 70 + b"]" * 70 + b"}}",
    ],
)
def test_what_is_no_envelope_is_refused(send: Send, body: bytes) -> None:
    answer = send(body)
    assert answer.status_code == 400
    assert answer.json()["code"] == "malformed_body"  # type: ignore[attr-defined]
    assert not Batch.objects.exists()


def test_the_post_needs_a_key(send: Send, post: Send) -> None:
    assert post(envelope("autocomplete", {}), path="/clients/continue", token="fw_wrong").status_code == 401


def test_half_a_character_is_mended(send: Send) -> None:
    body = rb'{"name": "autocomplete", "data": {"completionId": "c", "completion": "\ud83d", "accepted": true}}'
    assert receipt(send(body))["rejected"] == 0
    assert "\ufffd" in [event["data"].get("text") for event in stored()]


def test_consent_is_kept(send: Send, post: Send) -> None:
    post({"events": [consent("none", developer="m-1")]})
    answer = receipt(send(envelope("autocomplete", autocomplete())))
    assert answer["accepted"] == 4
    assert [event["type"] for event in stored()] == ["consent.changed"]


def test_signals_alone_keep_the_order_and_the_calls(send: Send, post: Send) -> None:
    post({"events": [consent("signals", developer="jane")]})
    receipt(send(envelope("toolUsage", tool(userId="jane"))))
    kept = [event for event in stored() if event["type"].startswith("tool.")]
    assert sorted((event["data"]["sequence"], event["data"]["call_id"]) for event in kept) == [
        (1, "call_1"),
        (2, "call_1"),
        (3, "call_1"),
    ]
    assert "npm test" not in str(kept)


def test_a_person_named_by_a_header_is_not_the_machine(send: Send, project: Project) -> None:
    receipt(send(envelope("autocomplete", autocomplete()), x_flywheel_developer="jane"))
    assert {event["developer"] for event in stored()} == {pseudonym(bytes(project.pseudonym_key), "jane")}


def test_an_outage_of_the_database_costs_nothing(send: Send, away: Away) -> None:
    """The client would not send it again. Its key is known from the post before."""
    receipt(send(envelope("autocomplete", autocomplete())))
    with away():
        assert receipt(send(envelope("autocomplete", autocomplete(completionId="c-2")))) == {"kept": True}
    wait_until(lambda: len(stored()) == 8, "what was kept is stored")
    assert {event["interaction_id"] for event in stored()} == {
        "continue:320347be-bdb1-a0df-eda3-ef24bacffc4b",
        "continue:a05e5065-b7ff-610d-f198-a2188f6c2bd8",
    }


def test_a_machine_that_stands_for_a_person_is_named_nowhere(send: Send) -> None:
    for name, data in (
        ("autocomplete", autocomplete(uniqueId="janes-pc")),
        ("nextEditOutcome", next_edit(uniqueId="janes-pc")),
    ):
        receipt(send(envelope(name, data)))
    assert len({event["developer"] for event in stored()}) == 1
    assert "janes-pc" not in str(stored())
