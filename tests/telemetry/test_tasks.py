"""The periodic task of the event store."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from telemetry.store import partitions
from telemetry.tasks import maintain_partitions


@pytest.mark.django_db
def test_maintenance_makes_this_weeks_partition() -> None:
    name = partitions.name(partitions.monday(datetime.now(UTC)))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {name}")
        maintain_partitions()
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [name])
        assert cursor.fetchone() == (True,)
    assert maintain_partitions.name == "telemetry.maintain_partitions"
