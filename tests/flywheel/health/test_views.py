from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from flywheel.health import checks, gauges
from flywheel.health.models import Heartbeat
from flywheel.health.tasks import WORKER, heartbeat


def test_healthz_needs_no_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_readyz_is_ok_once_a_worker_has_shown_itself(client: Client, db: None) -> None:
    heartbeat()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert {name: check["ok"] for name, check in answer.json()["checks"].items()} == {
        "database": True,
        "migrations": True,
        "broker": True,
        "worker": True,
        "disk": True,
    }


def test_readyz_names_what_is_missing(client: Client, db: None) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "failing"
    assert answer.json()["checks"]["worker"] == {"ok": False, "detail": "no heartbeat yet"}
    assert answer.json()["checks"]["database"] == {"ok": True, "detail": "answers"}


def test_an_old_heartbeat_is_not_enough(db: None) -> None:
    Heartbeat.objects.create(name=WORKER, beat_at=timezone.now() - timedelta(seconds=61))
    assert not checks.check_worker().ok


def test_a_full_disk_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "free_bytes", lambda: 5 * 2**20)
    assert checks.check_disk() == checks.Result(False, "5 MB free")


def test_metrics_show_the_queues(client: Client, db: None) -> None:
    Heartbeat.objects.create(name=WORKER, beat_at=timezone.now())
    lines = client.get("/metrics").content.decode().splitlines()
    for queue in ("batches_open", "interactions_stale", "groups_stale", "quarantine_held", "builds_open"):
        assert f"flywheel_{queue} 0.0" in lines
    assert any(line.startswith("flywheel_disk_free_bytes ") for line in lines)
    assert any(line.startswith("flywheel_heartbeat_age_seconds ") for line in lines)


def test_every_registered_figure_can_be_read(db: None) -> None:
    figures = [sample.value for family in gauges.Installation().collect() for sample in family.samples]
    assert len(figures) >= 8


@pytest.mark.parametrize(
    "meta",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"REMOTE_ADDR": ""},
    ],
)
def test_metrics_are_closed_to_others(make_key: Callable[..., str], meta: dict[str, str]) -> None:
    client = Client(**meta)  # type: ignore[arg-type]  # any WSGI variable may be set for all requests

    def status(**headers: str) -> int:
        return client.get("/metrics", headers=headers).status_code

    assert status() == 403
    assert status(Authorization=f"Bearer {make_key('datasets:read')}") == 403
    assert status(Authorization=f"Bearer {make_key('admin')}") == 200
