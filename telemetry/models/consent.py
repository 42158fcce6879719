"""Consent as told by `consent.changed`, and the count of what a refusal kept out."""

from typing import ClassVar

from django.db import models

from flywheel.projects.models import ConsentLevel, Project


class DeveloperConsent(models.Model):
    """The level in force for one pseudonym; `decided_at` is the time of the decision, so that late copies lose."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    developer = models.CharField(max_length=32)
    level = models.CharField(max_length=10, choices=ConsentLevel.choices)
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "developer"], name="one_consent_a_developer")
        ]

    def __str__(self) -> str:
        return f"{self.developer}: {self.level}"


class RefusalCount(models.Model):
    """How many events consent `none` kept from being stored, by day: a number and nothing else."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    day = models.DateField()
    events = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "day"], name="one_refusal_count_a_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.events}"
