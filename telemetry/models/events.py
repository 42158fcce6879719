"""The event store: append-only events, the keys that make them idempotent, and the batches they came in."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from flywheel.projects.models import Project


class Batch(models.Model):
    """One accepted post: its receipt, and the row that says its events still have to be assembled."""

    class State(models.TextChoices):
        NEW = "new"
        ASSEMBLED = "assembled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    api_key_id = models.BigIntegerField(null=True)
    source = models.CharField(max_length=40, default="native")
    client_name = models.CharField(max_length=100, blank=True)
    client_version = models.CharField(max_length=100, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    skew_ms = models.BigIntegerField(default=0)
    accepted = models.IntegerField(default=0)
    duplicates = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    refused = models.IntegerField(default=0, help_text="Left out because of consent; counted in `accepted` too.")
    errors = models.JSONField(default=list)
    unmapped = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField()), help_text="What a client's mapper left out."
    )
    dropped = models.JSONField(
        default=dict, db_default=models.Value({}, models.JSONField()), help_text="What the sender lost, by reason."
    )
    interactions = ArrayField(models.UUIDField(), default=list, help_text="Uids touched by the accepted events.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["received_at"], condition=models.Q(state="new"), name="batch_to_assemble"),
            models.Index(fields=["project", "-received_at"], name="batch_recent"),
            models.Index(
                fields=["project", "source", "client_name", "-received_at"],
                condition=~models.Q(source="native"),  # costs the busiest sender nothing
                name="batch_recent_of_client",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class EventKey(models.Model):
    """Idempotency without a time window: an event id seen once is known for good, with a digest of its content."""

    pk = models.CompositePrimaryKey("project_id", "event_id")
    project_id = models.IntegerField()
    event_id = models.UUIDField()
    digest = models.UUIDField(
        help_text="128 bits of a digest of the event as sent; the type only because its size is fixed."
    )

    class Meta:
        db_table = "telemetry_event_key"

    def __str__(self) -> str:
        return str(self.event_id)


class Event(models.Model):
    """One event. Partitioned by week of `received_at`; the table itself is made by SQL in the first migration.

    `payload` is the event as stored after consent and pseudonyms, JSON text; `occurred_at` is corrected for skew,
    the raw value stays in the payload.
    """

    pk = models.CompositePrimaryKey("project_id", "event_id")
    project_id = models.IntegerField()
    event_id = models.UUIDField()
    batch_id = models.UUIDField()
    interaction = models.UUIDField()
    type = models.TextField()
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    payload = models.BinaryField()  # `json` in the database, read as text with an explicit cast

    class Meta:
        managed = False
        db_table = "telemetry_event"

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"


class KeyUsage(models.Model):
    """Events a key sent in a minute, kept only for keys whose owner set a limit."""

    pk = models.CompositePrimaryKey("api_key_id", "minute")
    api_key_id = models.BigIntegerField()
    minute = models.DateTimeField()
    events = models.IntegerField(default=0)

    class Meta:
        db_table = "telemetry_key_usage"

    def __str__(self) -> str:
        return f"{self.minute}: {self.events}"
