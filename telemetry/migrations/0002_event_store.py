from datetime import UTC, datetime

from django.db import migrations

EVENT_TABLE = """
CREATE TABLE telemetry_event (
    project_id integer NOT NULL,
    event_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    interaction uuid NOT NULL,
    type text NOT NULL,
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    payload json NOT NULL
) PARTITION BY RANGE (received_at);
CREATE INDEX telemetry_event_interaction ON telemetry_event (interaction);
CREATE TABLE telemetry_event_rest PARTITION OF telemetry_event DEFAULT;
"""


def first_partitions(apps, schema_editor):
    from telemetry.store import partitions

    partitions.ensure(datetime.now(UTC))


class Migration(migrations.Migration):
    dependencies = [("telemetry", "0001_initial")]

    operations = [
        migrations.RunSQL(EVENT_TABLE, "DROP TABLE telemetry_event"),
        migrations.RunPython(first_partitions, migrations.RunPython.noop),
    ]
