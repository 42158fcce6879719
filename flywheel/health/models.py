"""The last sign of life of each part that answers through the queue."""

from django.db import models


class Heartbeat(models.Model):
    """Written by a task that beat announces: a fresh one shows that scheduler, broker and worker run."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.beat_at}"
