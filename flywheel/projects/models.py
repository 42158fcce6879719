"""Projects, who may see them, and the keys programs use."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone


class ConsentLevel(models.TextChoices):
    """What may be stored. `full`: everything; `signals`: no text or code; `none`: nothing but a count."""

    NONE = "none"
    SIGNALS = "signals"
    FULL = "full"


class Scope(models.TextChoices):
    EVENTS_WRITE = "events:write"
    DATASETS_READ = "datasets:read"
    DATASETS_WRITE = "datasets:write"
    REVIEW_WRITE = "review:write"
    ADMIN = "admin"


class Role(models.TextChoices):
    OWNER = "owner"
    CURATOR = "curator"
    VIEWER = "viewer"


def new_pseudonym_key() -> bytes:
    return secrets.token_bytes(32)


class Project(models.Model):
    """A tenant. Everything else belongs to exactly one project and is invisible from any other."""

    slug = models.SlugField(
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$", "Lower-case letters, digits and hyphens.")],
    )
    consent = models.CharField(max_length=10, choices=ConsentLevel.choices, default=ConsentLevel.FULL)
    pseudonym_key = models.BinaryField(
        default=new_pseudonym_key, help_text="Keys the HMAC that replaces developer ids."
    )
    cors_origins = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.slug


class Membership(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "user"], name="one_role_a_project")]

    def __str__(self) -> str:
        return f"{self.user} {self.role} of {self.project}"


class ApiKey(models.Model):
    """A key for programs: `fw_<public id>_<secret>`. Only the secret's SHA-256 is kept (random bits need no salt)."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="api_keys")
    public_id = models.CharField(max_length=16, unique=True)
    secret_hash = models.BinaryField()
    name = models.CharField(max_length=100, blank=True)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices))
    developer = models.CharField(
        max_length=32, blank=True, help_text="Pseudonym of the one person who uses the key, for clients that name none."
    )
    events_per_minute = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: no limit.")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"fw_{self.public_id}"


class SignInFailure(models.Model):
    """An attempt to sign in that failed or is under way. Both values are digests; old rows are deleted."""

    account = models.CharField(max_length=64, help_text="Digest of the name and the address.")
    address = models.CharField(max_length=64)
    failed_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["address", "account"], name="failures_of_address"),
            models.Index(fields=["account"], name="failures_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.account[:8]} {self.failed_at}"
