"""Derived rows: interactions as assembled, clean interactions, and the two queues between the steps.

A queue row says "recompute this"; whoever recomputes deletes it in the same transaction, so a killed worker
leaves it for the next one. The queues are logs without uniqueness: adding a row never waits for a worker that
is busy with the same thing, and what changed meanwhile is computed once more.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from flywheel.projects.models import Project


class InteractionRow(models.Model):
    """One assembled interaction; `document` is a telemetry.contracts.Interaction as JSON text."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, db_constraint=False)
    uid = models.UUIDField()
    interaction_id = models.CharField(max_length=200)
    developer = models.CharField(max_length=32, blank=True)
    session_id = models.CharField(max_length=200, blank=True)
    fingerprint = models.BinaryField(null=True, help_text="Digest of content without ids, to find replays.")
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    event_count = models.IntegerField(default=0)
    shown = models.IntegerField(db_default=0, help_text="Candidates a person saw.")
    accepted = models.IntegerField(db_default=0, help_text="Of the shown ones, accepted by a person.")
    dismissed = models.IntegerField(db_default=0, help_text="Of the shown ones, dismissed and never accepted.")
    reaction_ms = models.IntegerField(null=True, help_text="From shown to a person's first decision, the shortest.")
    document = models.TextField(default="")

    class Meta:
        db_table = "telemetry_interaction"
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "uid"], name="interaction_uid")]
        indexes: ClassVar = [
            models.Index(fields=["project", "fingerprint", "uid"], name="interaction_fingerprint"),
            models.Index(fields=["project", "developer", "first_at"], name="interaction_developer"),
        ]

    def __str__(self) -> str:
        return self.interaction_id


class CleanInteractionRow(models.Model):
    """The outcome of cleaning one interaction: kept; or dropped, rejected or held with the reason in `marks`."""

    class State(models.TextChoices):
        KEPT = "kept"
        DROPPED = "dropped"
        REJECTED = "rejected"  # a stage raised: nothing unscrubbed goes on
        HELD = "held"  # suspicious: kept from training until a curator clears it

    project = models.ForeignKey(Project, on_delete=models.CASCADE, db_constraint=False)
    uid = models.UUIDField()
    state = models.CharField(max_length=10, choices=State.choices)
    group_id = models.CharField(max_length=64, blank=True)
    reasons = ArrayField(models.CharField(max_length=80), default=list, help_text="`stage:reason` of every mark.")
    document = models.TextField(
        default="", help_text="telemetry.contracts.CleanInteraction as JSON; empty unless kept."
    )
    marks = models.JSONField(default=list)
    stages_version = models.CharField(max_length=64)
    fingerprint = models.BinaryField(null=True, help_text="The interaction's, as it was when it was cleaned.")

    class Meta:
        db_table = "telemetry_clean_interaction"
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "uid"], name="clean_interaction_uid")]
        indexes: ClassVar = [
            models.Index(fields=["project", "group_id"], name="clean_interaction_group"),
            models.Index(fields=["project", "state"], name="clean_interaction_state"),
        ]

    def __str__(self) -> str:
        return f"{self.uid} {self.state}"


class StaleInteraction(models.Model):
    """Queue: this interaction was assembled anew and has to be cleaned."""

    project_id = models.IntegerField()
    uid = models.UUIDField()

    class Meta:
        db_table = "telemetry_stale_interaction"

    def __str__(self) -> str:
        return str(self.uid)


class StaleGroup(models.Model):
    """Queue: this group's clean interactions changed and its records have to be derived again."""

    project_id = models.IntegerField()
    group_id = models.CharField(max_length=64)

    class Meta:
        db_table = "telemetry_stale_group"

    def __str__(self) -> str:
        return self.group_id


class SourceActivity(models.Model):
    """How many interactions a developer began in one bucket of time, kept by assembly to find flooding
    sources."""

    pk = models.CompositePrimaryKey("project_id", "developer", "bucket_at")
    project_id = models.IntegerField()
    developer = models.CharField(max_length=32)
    bucket_at = models.DateTimeField()
    interactions = models.IntegerField(default=0)

    class Meta:
        db_table = "telemetry_source_activity"

    def __str__(self) -> str:
        return f"{self.developer} {self.bucket_at}: {self.interactions}"
