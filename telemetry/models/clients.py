"""What clients that know nothing of Flywheel make necessary: upstreams to ask, and state that joins their events."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from flywheel.projects.models import Project


class Upstream(models.Model):
    """A server that answers completions on behalf of the recording gateway. Set by owners only."""

    class Kind(models.TextChoices):
        TABBY = "tabby", "Tabby server"
        OPENAI = "openai", "OpenAI-compatible"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="upstreams")
    name = models.SlugField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    url = models.CharField(max_length=500, help_text="Base address, without /v1.")
    model = models.CharField(max_length=200, blank=True, help_text="Asked for by name; a Tabby server needs none.")
    checkpoint = models.CharField(max_length=200, blank=True, help_text="Recorded with every candidate.")
    fim_template = models.CharField(
        max_length=500,
        blank=True,
        help_text="A name or a text with {prefix} and {suffix}; empty: `suffix` is sent as a field.",
    )
    encrypted_key = models.BinaryField(default=bytes, blank=True)
    weight = models.PositiveIntegerField(
        default=1,
        validators=[MaxValueValidator(1_000_000)],
        help_text="Share of the traffic among the project's upstreams; 0: none.",
    )
    timeout_s = models.FloatField(default=10.0, validators=[MinValueValidator(0.1), MaxValueValidator(60)])
    allow_internal = models.BooleanField(default=False, help_text="May lie on this machine or in a private network.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "name"], name="one_upstream_a_name")]

    def __str__(self) -> str:
        return self.name


class AgentTurn(models.Model):
    """Where a turn of an agent's session begins, for clients whose later events do not name their turn.

    Mappers also keep here what else holds for a session from a moment on, such as Gemini CLI's approval mode: `session`
    is then a name of its own, and `interaction_id` the value.
    """

    pk = models.CompositePrimaryKey("project_id", "session", "started_us")
    project_id = models.IntegerField()
    session = models.CharField(max_length=200, help_text="Client and the client's own session id.")
    started_us = models.BigIntegerField(help_text="Microseconds since 1970 by the client's clock.")
    interaction_id = models.CharField(max_length=200)

    class Meta:
        db_table = "telemetry_agent_turn"

    def __str__(self) -> str:
        return self.interaction_id


class ToolCallLink(models.Model):
    """Which interaction a tool call was told in, by each of the two ways Claude Code tells of it."""

    pk = models.CompositePrimaryKey("project_id", "call_id", "told_by")
    project_id = models.IntegerField()
    call_id = models.CharField(max_length=200)
    told_by = models.CharField(max_length=10, choices=[("hook", "hook"), ("otlp", "otlp")])
    interaction_id = models.CharField(max_length=200)

    class Meta:
        db_table = "telemetry_tool_call_link"

    def __str__(self) -> str:
        return self.call_id


class InteractionAlias(models.Model):
    """`uid` is the same interaction as `into`, told by another source: assembly reads both as `into`.

    One level deep: an `into` is never a `uid`.
    """

    pk = models.CompositePrimaryKey("project_id", "uid")
    project_id = models.IntegerField()
    uid = models.UUIDField()
    into = models.UUIDField()

    class Meta:
        db_table = "telemetry_interaction_alias"
        indexes: ClassVar = [models.Index(fields=["project_id", "into"], name="interaction_alias_into")]

    def __str__(self) -> str:
        return f"{self.uid} is {self.into}"
