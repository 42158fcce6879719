"""Training records derived from clean interactions by the preference rules."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from flywheel.projects.models import Project


class Record(models.Model):
    """One pair, unpaired label or reward. `record_id` is derived from content, so a rebuild gives the same one.

    Rows are replaced as a whole when their group is derived again; nothing else changes them. No column holds a
    database id or a wall-clock time of ours, because all but `project` and `id` reach the release files.
    """

    class Kind(models.TextChoices):
        PAIR = "pair"
        UNPAIRED = "unpaired"
        REWARD = "reward"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, db_constraint=False)
    record_id = models.CharField(max_length=32)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    rule = models.CharField(max_length=60)
    rule_version = models.IntegerField()
    tier = models.CharField(max_length=10, default="standard")
    group_id = models.CharField(max_length=64)
    split_bucket = models.IntegerField(help_text="0–9999, a stable hash of the repository, or the group without one.")
    surface = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=60, blank=True)
    repository = models.CharField(max_length=500, blank=True)
    file_path = models.CharField(max_length=1000, blank=True)
    prompt_roles = ArrayField(models.TextField())
    prompt_contents = ArrayField(models.TextField())
    chosen = models.TextField(null=True)  # noqa: DJ001 - no text is not an empty text
    rejected = models.TextField(null=True)  # noqa: DJ001 - no text is not an empty text
    completion = models.TextField(null=True)  # noqa: DJ001 - no text is not an empty text
    label = models.BooleanField(null=True)
    reward = models.FloatField(null=True)
    reward_components = models.TextField(default="{}")
    margin = models.FloatField(default=0.0)
    confidence = models.FloatField()
    weight = models.FloatField(default=1.0)
    model_chosen = models.CharField(max_length=200, blank=True, help_text="Of the completion where there is no pair.")
    model_rejected = models.CharField(max_length=200, blank=True)
    checkpoint = models.CharField(max_length=200, blank=True)
    propensity = models.FloatField(null=True)
    horizon_s = models.IntegerField(null=True)
    contributors = ArrayField(models.CharField(max_length=32), default=list)
    chosen_by = ArrayField(
        models.CharField(max_length=32), default=list, help_text="Whose interactions brought a pair's chosen text."
    )
    flags = ArrayField(models.CharField(max_length=40), default=list)
    observed_at = models.DateTimeField(help_text="When the last signal behind the record happened.")
    interactions = ArrayField(models.UUIDField(), default=list)
    events = ArrayField(models.UUIDField(), default=list)
    chosen_event = models.UUIDField(null=True, help_text="The event that brought the chosen, or only, text.")
    rejected_event = models.UUIDField(null=True)
    signals = models.TextField(default="{}", help_text="What the confidence was read from, a JSON object.")
    license = models.CharField(max_length=100, blank=True, help_text="Of the repository, as the client named it.")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "record_id"], name="record_identity")]
        indexes: ClassVar = [
            models.Index(fields=["project", "group_id"], name="record_group"),
            models.Index(fields=["project", "kind", "record_id"], name="record_release_order"),
            models.Index(fields=["project", "-id"], name="record_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"


class LeftOut(models.Model):
    """Drafts of a group that became no record, by reason: a contradiction, equal texts, a rule that raised, …

    Replaced together with the group's records, so what is missing can be counted and looked at.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    group_id = models.CharField(max_length=64)
    reason = models.CharField(max_length=120)
    count = models.IntegerField()

    class Meta:
        db_table = "exports_left_out"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "group_id", "reason"], name="left_out_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.reason}: {self.count}"
