"""What cleaning knows beyond one interaction: near-duplicates, benchmarks, and what curators cleared."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from flywheel.projects.models import Project


class NearDuplicateBand(models.Model):
    """One band of a kept interaction's MinHash signature. Interactions that share a band are near-duplicates."""

    pk = models.CompositePrimaryKey("project_id", "band", "rank", "uid")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    band = models.BigIntegerField(help_text="Hash of the band's number and its rows.")
    rank = models.BigIntegerField(help_text="Hash of the prompt above, of who decided what below: the smallest stays.")
    uid = models.UUIDField()

    class Meta:
        db_table = "telemetry_near_duplicate_band"
        indexes: ClassVar = [models.Index(fields=["project_id", "uid"], name="near_duplicate_uid")]

    def __str__(self) -> str:
        return f"{self.band} {self.uid}"


class BenchmarkIndex(models.Model):
    """The n-grams and commits of one benchmark, which training data must not hold. For every project."""

    name = models.SlugField(max_length=60, unique=True)
    version = models.CharField(max_length=64, help_text="SHA-256 over everything below: names the index in releases.")
    sources = models.JSONField(default=list, help_text="File name, SHA-256 and number of problems of each file.")
    problems = models.IntegerField()
    ngram = models.IntegerField(help_text="Tokens an n-gram.")
    hashes = models.BinaryField(help_text="Sorted 64-bit hashes of the n-grams, little-endian.")
    owners = models.BinaryField(help_text="The part each hash is of: its place in `parts`, 32 bits, little-endian.")
    parts = models.JSONField(default=list, help_text="[problem's number, n-grams] of every text of a problem.")
    commits = models.JSONField(default=list, help_text="Sorted `repository commit` of problems taken from one.")
    built_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "telemetry_benchmark_index"

    def __str__(self) -> str:
        return self.name


class Clearance(models.Model):
    """A curator's decision that what held an interaction does not. Append-only; the last one for a reason holds."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    uid = models.UUIDField()
    reason = models.CharField(max_length=80, help_text="`stage:reason` of the mark.")
    cleared = models.BooleanField(default=True, help_text="False takes an earlier clearance back.")
    note = models.CharField(max_length=500, blank=True)
    decided_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "telemetry_clearance"
        indexes: ClassVar = [models.Index(fields=["project", "uid", "id"], name="clearance_interaction")]

    def __str__(self) -> str:
        return f"{self.uid} {self.reason}"


class AppliedVersion(models.Model):
    """The version of the cleaning stages everything stored was last brought up to."""

    name = models.CharField(max_length=40, primary_key=True)
    version = models.CharField(max_length=64)

    class Meta:
        db_table = "telemetry_applied_version"

    def __str__(self) -> str:
        return self.name
