"""Events that could not be accepted, with the reason, to look at, mend and replay."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from flywheel.projects.models import Project


class QuarantinedEvent(models.Model):
    """`payload` is the event as it may be kept: the developer id already replaced, text removed where consent asks."""

    class State(models.TextChoices):
        HELD = "held"
        REPLAYED = "replayed"
        DISCARDED = "discarded"

    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    batch_id = models.UUIDField()
    received_at = models.DateTimeField(default=timezone.now)
    index = models.IntegerField(help_text="Position in the batch, from 0.")
    event_id = models.CharField(max_length=200, blank=True)
    client_name = models.CharField(max_length=100, blank=True)
    code = models.CharField(max_length=60)
    field = models.CharField(max_length=200, blank=True)
    message = models.CharField(max_length=500)
    developer = models.CharField(max_length=32, blank=True)
    payload = models.TextField(help_text="JSON where the event could be read, else the raw line.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["project", "state", "-id"], name="quarantine_recent")]

    def __str__(self) -> str:
        return f"{self.code} {self.field}"
