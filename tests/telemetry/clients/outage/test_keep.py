"""What clients that never retry send while the database is away waits on disk, sealed, and is stored later, once."""

import os
import stat
import threading
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from flywheel.encryption import decrypt
from flywheel.health.gauges import Installation
from flywheel.projects.models import ConsentLevel, Project
from flywheel.projects.pseudonyms import pseudonym
from telemetry.clients.mapping import Mapped, MappedEvent, derived_id, event
from telemetry.clients.outage import buffer
from telemetry.clients.outage.drain import drain
from telemetry.clients.outage.keep import store_or_keep
from telemetry.clients.outage.kept import seal
from telemetry.clients.receive import Sender, prepare
from telemetry.ingest.bodies import Client
from telemetry.models import Batch, DeveloperConsent, QuarantinedEvent
from telemetry.tasks import drain_buffer
from tests.flows.processes import wait_until
from tests.telemetry.clients.outage.conftest import Away
from tests.telemetry.ingest.conftest import stored

CLIENT = Client("continue", "1.0")


def mapped(name: str, developer: str = "jane@example.org", **data: Any) -> Mapped:
    document = event(
        "candidate.generated",
        derived_id("test", name),
        1_790_000_000_000_000,
        interaction_id="i1",
        candidate_id=name,
        developer_id=developer,
        data={"text": "secret text"} | data,
    )
    return Mapped([MappedEvent(0, document)], [])


def keep_prepared(project: Project, name: str, **fields: Any) -> Path:
    """As `store_or_keep` does it while the database is away, without waking the thread that stores it."""
    prepared = prepare(Sender(project), "continue", CLIENT, mapped(name, **fields))
    before = set(buffer.waiting())
    buffer.keep(seal(prepared), prepared.arrival.received_us, prepared.arrival.batch_id)
    (path,) = set(buffer.waiting()) - before
    return path


def test_with_the_database_there_nothing_touches_the_disk(project: Project, buffer_folder: Path) -> None:
    receipt = store_or_keep(Sender(project), "continue", CLIENT, mapped("one"))
    assert receipt is not None
    assert receipt.accepted == 1
    assert not buffer_folder.exists()


def test_an_outage_costs_no_event_and_the_time_of_arrival_stays(project: Project, away: Away) -> None:
    with away():
        before = timezone.now()
        assert store_or_keep(Sender(project), "continue", CLIENT, mapped("one")) is None
        assert store_or_keep(Sender(project), "continue", CLIENT, mapped("two")) is None
        after = timezone.now()
        assert len(buffer.waiting()) == 2
    wait_until(lambda: Batch.objects.count() == 2, "the recovery thread has stored both")
    wait_until(lambda: not buffer.waiting(), "the files are gone")
    assert {payload["candidate_id"] for payload in stored()} == {"one", "two"}
    assert {payload["developer"] for payload in stored()} == {pseudonym(b"k" * 32, "jane@example.org")}
    for batch in Batch.objects.all():
        assert before <= batch.received_at <= after
        assert (batch.source, batch.client_name, batch.client_version) == ("continue", "continue", "1.0")


@pytest.mark.django_db(transaction=True)
def test_the_file_names_nobody_shows_nothing_and_is_its_owners(project: Project, buffer_folder: Path) -> None:
    path = keep_prepared(project, "one")
    content = path.read_bytes()
    assert b"secret" not in content
    assert b"jane" not in content
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(buffer_folder.stat().st_mode) == 0o700
    assert b"jane" not in decrypt(content)


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_before_the_process_died_is_not_stored_twice(project: Project, buffer_folder: Path) -> None:
    path = keep_prepared(project, "one")
    content = path.read_bytes()
    assert drain() == 1
    path.write_bytes(content)
    assert drain() == 0
    assert Batch.objects.count() == 1
    assert not buffer.waiting()


@pytest.mark.django_db(transaction=True)
def test_two_that_store_the_same_files_store_each_once(project: Project, buffer_folder: Path) -> None:
    for number in range(20):
        keep_prepared(project, f"c{number}")

    def run() -> None:
        drain()
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(stored()), Batch.objects.count(), buffer.waiting()) == (20, 20, [])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("damage", [b"", b"not sealed at all"], ids=["empty", "foreign"])
def test_a_file_nobody_can_read_is_set_aside_and_holds_up_no_other(
    project: Project, buffer_folder: Path, damage: bytes
) -> None:
    keep_prepared(project, "one").write_bytes(damage)
    keep_prepared(project, "two")
    assert drain() == 1
    assert [path.suffix for path in buffer_folder.iterdir() if path.name != "lock"] == [".unreadable"]
    assert [payload["candidate_id"] for payload in stored()] == ["two"]


@pytest.mark.django_db(transaction=True)
def test_a_secret_put_right_brings_back_what_was_set_aside(
    project: Project, buffer_folder: Path, settings: Settings
) -> None:
    keep_prepared(project, "sealed")
    right = settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    assert drain() == 0
    settings.SECRET_KEY = right
    assert drain() == 0
    buffer.bring_back()
    assert drain() == 1
    assert len(stored()) == 1


@pytest.mark.django_db(transaction=True)
def test_consent_given_back_meanwhile_holds(project: Project, buffer_folder: Path) -> None:
    keep_prepared(project, "one")
    keep_prepared(project, "two", developer="joe")
    DeveloperConsent.objects.create(
        project=project, developer=pseudonym(b"k" * 32, "jane@example.org"), level="none", decided_at=timezone.now()
    )
    project.consent = ConsentLevel.SIGNALS
    project.save()
    assert drain() == 2
    (payload,) = stored()
    assert payload["candidate_id"] == "two"
    assert set(payload["data"]) == {"text_digest", "text_length"}


@pytest.mark.django_db(transaction=True)
def test_the_stricter_policy_on_arrival_holds_and_none_writes_no_text(project: Project, buffer_folder: Path) -> None:
    project.consent = ConsentLevel.NONE
    project.save()
    path = keep_prepared(project, "one")
    assert b"secret" not in decrypt(path.read_bytes())
    project.consent = ConsentLevel.FULL
    project.save()
    assert drain() == 1
    assert stored() == []
    assert Batch.objects.get().refused == 1


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_accepted_goes_to_quarantine_after_the_wait_too(project: Project, buffer_folder: Path) -> None:
    keep_prepared(project, "one", text=1)
    assert drain() == 1
    assert stored() == []
    (held,) = QuarantinedEvent.objects.all()
    assert (held.code, held.field, held.client_name) == ("invalid_field", "data.text", "continue")
    assert "jane" not in held.payload


@pytest.mark.django_db(transaction=True)
def test_of_a_project_deleted_meanwhile_nothing_is_stored(project: Project, buffer_folder: Path) -> None:
    keep_prepared(project, "one")
    project.delete()
    assert drain() == 0
    assert not buffer.waiting()


def test_the_disk_takes_no_more_than_its_share(
    project: Project, buffer_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = prepare(Sender(project), "continue", CLIENT, mapped("one"))
    sealed = seal(prepared)
    monkeypatch.setattr(buffer, "_room", buffer._Room())
    monkeypatch.setattr(buffer, "MOST_BYTES", 2 * len(sealed) + 1)
    for _ in range(2):
        buffer.keep(sealed, 1, uuid.uuid4())
    with pytest.raises(buffer.BufferFull) as full:
        buffer.keep(sealed, 1, uuid.uuid4())
    assert (full.value.status, full.value.code) == (503, "buffer_full")
    assert full.value.headers["Retry-After"]
    assert len(buffer.waiting()) == 2
    assert buffer.size() == 2 * len(sealed)


@pytest.mark.django_db(transaction=True)
def test_the_sweep_stores_what_a_dead_server_left_and_metrics_count_it(project: Project, buffer_folder: Path) -> None:
    path = keep_prepared(project, "one")
    forgotten = path.with_name("forgotten.draft")
    forgotten.write_bytes(b"half")
    os.utime(forgotten, (0, 0))
    assert gauges() == {"flywheel_buffered_posts": 1.0, "flywheel_buffered_bytes": float(path.stat().st_size)}
    drain_buffer()
    assert [payload["candidate_id"] for payload in stored()] == ["one"]
    assert gauges() == {"flywheel_buffered_posts": 0.0, "flywheel_buffered_bytes": 0.0}
    assert [path.name for path in buffer_folder.iterdir()] == ["lock"]


def gauges() -> dict[str, float]:
    found = (family.samples[0] for family in Installation().collect())
    return {sample.name: sample.value for sample in found if "buffered" in sample.name}
