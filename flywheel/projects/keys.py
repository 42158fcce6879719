"""Making, reading and checking API keys of the form `fw_<public id>_<secret>`."""

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from flywheel.projects.models import ApiKey, Project


class MadeKey(NamedTuple):
    row: ApiKey
    token: str  # shown once, never stored


def make(
    project: Project,
    scopes: list[str],
    *,
    name: str = "",
    expires_at: datetime | None = None,
    events_per_minute: int | None = None,
) -> MadeKey:
    public_id, secret = secrets.token_hex(8), secrets.token_hex(32)
    row = ApiKey.objects.create(
        project=project,
        public_id=public_id,
        secret_hash=digest(secret),
        name=name,
        scopes=scopes,
        expires_at=expires_at,
        events_per_minute=events_per_minute,
    )
    return MadeKey(row, f"fw_{public_id}_{secret}")


def digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def find(token: str) -> ApiKey | None:
    """The live key a token names, with its project, or None. Compares in constant time."""
    prefix, _, rest = token.partition("_")
    public_id, _, secret = rest.partition("_")
    if prefix != "fw" or not public_id or not secret or "\0" in public_id:
        return None
    row = _live().filter(public_id=public_id).select_related("project").first()
    if row is None or not hmac.compare_digest(bytes(row.secret_hash), digest(secret)):
        return None
    return row


def touch(row: ApiKey) -> None:
    """Notes the use, at most once a minute so that busy keys cost no write a request."""
    now = timezone.now()
    if row.last_used_at is None or (now - row.last_used_at).total_seconds() > 60:
        ApiKey.objects.filter(pk=row.pk).update(last_used_at=now)


def revoke(row: ApiKey) -> None:
    ApiKey.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=timezone.now())


def _live() -> QuerySet[ApiKey]:
    return ApiKey.objects.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()), revoked_at=None)
