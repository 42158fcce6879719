"""Posts whose senders try again do not wait for a database that hangs: their threads are for those who do not."""

import time

from django.test import Client as HttpClient

from telemetry.clients.outage import recovery
from tests.telemetry.clients.outage.conftest import Away


def test_while_the_database_is_away_senders_that_try_again_are_told_at_once(away: Away, client: HttpClient) -> None:
    headers = {"authorization": "Bearer fw_un_known"}
    with away():
        recovery.begin()
        started = time.perf_counter()
        native = client.post("/api/v1/events", b"{}", content_type="application/json", headers=headers)
        logs = client.post("/clients/otlp/v1/logs", b"{}", content_type="application/json", headers=headers)
        assert time.perf_counter() - started < 1
    assert (native.status_code, native.json()["code"]) == (503, "database_unavailable")
    assert native["Content-Type"] == "application/problem+json"
    assert int(native["Retry-After"]) > 0
    assert (logs.status_code, logs.json()["code"]) == (503, 14)
    assert int(logs["Retry-After"]) > 0
