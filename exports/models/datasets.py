"""Datasets, builds and the immutable releases they end in."""

import uuid
from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from flywheel.projects.models import Project


class Dataset(models.Model):
    """A named recipe. Its releases are numbered by it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    name = models.CharField(max_length=96, validators=[RegexValidator(r"^[a-z0-9][a-z0-9._-]*$")])
    recipe = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "name"], name="dataset_name")]

    def __str__(self) -> str:
        return self.name


class Release(models.Model):
    """A published version: never changed, only its files may be withdrawn."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="releases")
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField()
    patch = models.PositiveIntegerField()
    sha = models.CharField(max_length=40, help_text="First 40 hexadecimal digits of the manifest's content digest.")
    recipe = models.JSONField(default=dict)
    recipe_fingerprint = models.CharField(max_length=64)
    manifest = models.JSONField(default=dict)
    notes = models.TextField(blank=True)
    row_count = models.BigIntegerField(default=0)
    byte_count = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dataset", "major", "minor", "patch"], name="release_version"),
        ]
        ordering: ClassVar = ["-major", "-minor", "-patch"]

    def __str__(self) -> str:
        return f"{self.dataset} {self.version}"

    @property
    def version(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


class ReleaseFile(models.Model):
    """One file of a release. Its bytes lie in object storage under their SHA-256, shared between releases."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    byte_count = models.BigIntegerField()
    row_count = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["release", "path"], name="release_path")]
        ordering: ClassVar = ["path"]

    def __str__(self) -> str:
        return self.path


class Build(models.Model):
    """A request for a release, and its progress. The row is the work item; a message only announces it."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="builds")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    bump = models.CharField(max_length=10, default="auto")
    notes = models.TextField(blank=True)
    progress = models.FloatField(default=0.0)
    row_count = models.BigIntegerField(default=0)
    error = models.TextField(blank=True)
    attempts = models.IntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    release = models.ForeignKey(Release, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["created_at"], condition=models.Q(state__in=["queued", "running"]), name="build_open"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Channel(models.Model):
    """A name that moves between releases: `latest`, `stable`, or the owner's own."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="channels")
    name = models.CharField(max_length=60, validators=[RegexValidator(r"^[a-z][a-z0-9-]*$")])
    release = models.ForeignKey(Release, on_delete=models.CASCADE)
    moved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["dataset", "name"], name="channel_name")]

    def __str__(self) -> str:
        return self.name


class Pull(models.Model):
    """A training run's receipt for a release: which run took it, and which checkpoint came of it."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="pulls")
    run = models.CharField(max_length=200)
    checkpoint = models.CharField(max_length=200, blank=True)
    api_key_id = models.BigIntegerField(null=True)
    pulled_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.run
