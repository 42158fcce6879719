"""What mappers make goes the one native path: receipts, consent, pseudonyms, quarantine, no doubles."""

import json
from collections.abc import Callable

import pytest
from django.test import Client as HttpClient

from flywheel.projects import keys
from flywheel.projects.models import Project
from flywheel.projects.pseudonyms import pseudonym
from telemetry.clients.mapping import UNKNOWN_EVENT, Document, Mapped, MappedEvent, derived_id, event
from telemetry.clients.receive import Sender, sender_of, store
from telemetry.ingest.bodies import Client
from telemetry.ingest.limits import MAX_EVENT_BYTES
from telemetry.ingest.unmapped import Unmapped
from telemetry.models import Batch, DeveloperConsent, QuarantinedEvent
from tests.telemetry.ingest.conftest import stored

CLIENT = Client("some-editor", "1.2")
PSEUDONYM = "0cba4fdf137f068363dc8fce99ae5c00"  # of jane@example.org with the project's key


def shown(what: str = "a", at_us: int = 10**15, **fields: str) -> Document:
    named = {"candidate_id": "c", "developer_id": "jane@example.org"} | fields
    return event("candidate.shown", derived_id("t", what), at_us, interaction_id="i", data={"position": 0}, **named)


def mapped(*documents: Document, unmapped: tuple[Unmapped, ...] = ()) -> Mapped:
    return Mapped([MappedEvent(index, document) for index, document in enumerate(documents)], list(unmapped))


def test_events_are_stored_as_from_the_client(project: Project) -> None:
    receipt = store(Sender(project), "tabby", CLIENT, mapped(shown()))
    assert (receipt.accepted, receipt.duplicates, receipt.rejected) == (1, 0, 0)
    assert stored() == [
        {
            "event_id": derived_id("t", "a"),
            "type": "candidate.shown",
            "occurred_at": "2001-09-09T01:46:40+00:00",
            "interaction_id": "i",
            "candidate_id": "c",
            "developer": PSEUDONYM,
            "data": {"position": 0},
        }
    ]
    batch = Batch.objects.get()
    assert (batch.source, batch.client_name, batch.client_version) == ("tabby", "some-editor", "1.2")


def test_a_repeat_is_a_duplicate_also_where_only_its_arrival_gives_a_time(project: Project) -> None:
    store(Sender(project), "tabby", CLIENT, mapped(shown(at_us=10**15)))
    receipt = store(Sender(project), "tabby", CLIENT, mapped(shown(at_us=2 * 10**15)))
    assert (receipt.accepted, receipt.duplicates, receipt.rejected) == (0, 1, 0)
    assert len(stored()) == 1
    assert not QuarantinedEvent.objects.exists()


def test_what_was_not_understood_is_on_the_receipt(project: Project, make_key: Callable[..., str]) -> None:
    receipt = store(Sender(project), "otlp", CLIENT, mapped(unmapped=(Unmapped("x.y", UNKNOWN_EVENT, 3),)))
    answer = HttpClient().get(
        f"/api/v1/batches/{receipt.batch_id}", headers={"Authorization": f"Bearer {make_key('events:write')}"}
    )
    assert json.loads(answer.content) == {
        "batch_id": str(receipt.batch_id),
        "accepted": 0,
        "duplicates": 0,
        "rejected": 0,
        "errors": [],
        "unmapped": [{"name": "x.y", "reason": "unknown_event", "count": 3}],
    }


def test_what_the_native_path_refuses_is_quarantined_under_its_record(project: Project) -> None:
    bad = shown("b", actor="robot")
    receipt = store(Sender(project), "otlp", CLIENT, Mapped([MappedEvent(4, shown()), MappedEvent(7, bad)], []))
    assert (receipt.accepted, receipt.rejected) == (1, 1)
    assert [(error.index, error.code, error.field) for error in receipt.errors] == [(7, "invalid_field", "actor")]
    held = QuarantinedEvent.objects.get()
    assert (held.index, held.client_name, held.developer) == (7, "some-editor", PSEUDONYM)


def test_an_event_over_the_limit_costs_only_itself(project: Project) -> None:
    large = event(
        "candidate.generated",
        derived_id("t", "large"),
        0,
        interaction_id="i",
        candidate_id="c",
        data={"text": "x" * MAX_EVENT_BYTES},
    )
    receipt = store(Sender(project), "tabby", CLIENT, mapped(shown(), large))
    assert receipt.accepted == 1
    assert receipt.unmapped == [Unmapped("candidate.generated", "event_too_large")]


def test_a_key_of_one_person_names_them_where_the_client_does_not(project: Project) -> None:
    made = keys.make(project, ["events:write"], developer_id="ada")
    assert made.row.developer == pseudonym(b"k" * 32, "ada")
    store(sender_of(made.row), "tabby", CLIENT, mapped(shown(), shown("b", developer_id="")))
    assert sorted(event["developer"] for event in stored()) == sorted([PSEUDONYM, made.row.developer])


def test_a_key_of_nobody_names_nobody(project: Project) -> None:
    made = keys.make(project, ["events:write"])
    assert made.row.developer == ""
    store(sender_of(made.row), "tabby", CLIENT, mapped(shown(developer_id="")))
    assert "developer" not in stored()[0]


@pytest.mark.parametrize(("level", "kept"), [("signals", True), ("none", False)])
def test_consent_holds_for_the_person_of_the_key(project: Project, level: str, kept: bool) -> None:
    made = keys.make(project, ["events:write"], developer_id="ada")
    DeveloperConsent.objects.create(
        project=project, developer=made.row.developer, level=level, decided_at="2026-01-01T00:00Z"
    )
    text = event(
        "tool.finished",
        derived_id("t", "f"),
        0,
        interaction_id="i",
        data={"tool": "Bash", "output": "secret", "sequence": 7, "call_id": "call_1"},
    )
    assert store(sender_of(made.row), "otlp", CLIENT, mapped(text)).accepted == 1
    found = stored()
    assert "secret" not in json.dumps(found)
    assert [(one["data"]["sequence"], one["data"]["call_id"]) for one in found] == ([(7, "call_1")] if kept else [])
