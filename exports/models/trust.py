"""What makes labels trustworthy: people's verdicts on them, what was learnt from those, and what is held back."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from flywheel.projects.models import Project


class Verdict(models.Model):
    """What somebody who looked says of a record's question. Append-only; the last one of a person holds.

    It names the question (two texts, or one) and the answer, not only the record: so it stays a measure after rules
    changed and the record is gone.
    """

    class Source(models.TextChoices):
        PERSON = "person"
        IMPORT = "import"
        SIMULATION = "simulation"

    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    record_id = models.CharField(max_length=32)
    group_id = models.CharField(max_length=64, help_text="Of the record: where other records of the question are.")
    question = models.CharField(max_length=32, help_text="exports.preferences.identity.question_id")
    answer = models.CharField(max_length=32, help_text="exports.preferences.identity.answer_id, `tie` or `both_bad`.")
    agrees = models.BooleanField(null=True, help_text="With the record as it was; null: a tie, or it cannot be told.")
    source = models.CharField(max_length=12, choices=Source.choices, default=Source.PERSON)
    decided_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["project", "question", "id"], name="verdict_question"),
            models.Index(fields=["project", "record_id"], name="verdict_record"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.answer}"


class Calibration(models.Model):
    """One fit of a project's confidence model. Versions count up; the active one is what records are made with."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    version = models.IntegerField()
    document = models.TextField(help_text="exports.preferences.calibration.Calibration as JSON.")
    report = models.TextField(default="{}", help_text="How it was fitted and how well it does, a JSON object.")
    active = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "version"], name="calibration_version"),
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(active=True), name="one_active_calibration_a_project"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.version}"


class Finding(models.Model):
    """A suspicion about a source or a pattern. What it concerns is held back until a curator clears it."""

    class State(models.TextChoices):
        OPEN = "open"
        CONFIRMED = "confirmed"
        CLEARED = "cleared"
        GONE = "gone"  # the records as they are no longer give it, and nobody had decided

    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=200, help_text="The pattern, or the pseudonym, or both.")
    evidence = models.JSONField(default=dict, help_text="The figures behind it.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=500, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "kind", "subject"], name="one_finding_a_subject")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Hold(models.Model):
    """This record is not released, because of a finding. Ids of records survive rebuilds, and so does this."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, db_constraint=False)
    record_id = models.CharField(max_length=32)
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="holds")
    active = models.BooleanField(default=True, help_text="False: the finding or this record alone was cleared.")
    cleared_by = models.CharField(max_length=150, blank=True)
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "record_id", "finding"], name="one_hold_a_finding")
        ]
        indexes: ClassVar = [
            models.Index(fields=["project", "record_id"], name="hold_active", condition=models.Q(active=True)),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.finding_id}"


class Screened(models.Model):
    """Which records of a project were last searched for abuse: nothing changed since, nothing to search."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, primary_key=True)
    mark = models.CharField(max_length=120, help_text="exports.abuse.reading.mark, with the version of the search.")
    screened_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.project_id}: {self.mark}"


class AppliedRules(models.Model):
    """The version of rules, cut-offs and calibration a project's records were last brought up to."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, primary_key=True)
    version = models.CharField(max_length=64)

    class Meta:
        db_table = "exports_applied_rules"

    def __str__(self) -> str:
        return self.version
