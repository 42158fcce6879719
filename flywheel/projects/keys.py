"""Making, reading and checking API keys of the form `fw_<public id>_<secret>`."""

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from flywheel.database import raw_cursor
from flywheel.projects.models import ApiKey, Project
from flywheel.projects.pseudonyms import pseudonym


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
    developer_id: str = "",
) -> MadeKey:
    """`developer_id` is the one person who will use the key, as clients would name them; only a pseudonym stays."""
    public_id, secret = secrets.token_hex(8), secrets.token_hex(32)
    row = ApiKey.objects.create(
        project=project,
        public_id=public_id,
        secret_hash=digest(secret),
        name=name,
        scopes=scopes,
        expires_at=expires_at,
        events_per_minute=events_per_minute,
        developer=pseudonym(bytes(project.pseudonym_key), developer_id) if developer_id else "",
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
    row = _live(public_id)
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


_KEY_FIELDS = [field.attname for field in ApiKey._meta.concrete_fields]
_PROJECT_FIELDS = [field.attname for field in Project._meta.concrete_fields]
_LIVE = f"""
SELECT {", ".join(f"k.{name}" for name in _KEY_FIELDS)}, {", ".join(f"p.{name}" for name in _PROJECT_FIELDS)}
FROM projects_apikey k JOIN projects_project p ON p.id = k.project_id
WHERE k.public_id = %s AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
"""  # noqa: S608 - made of constants


def _live(public_id: str) -> ApiKey | None:
    """By hand, because every request of every client starts here and the ORM takes ten times the statement's time."""
    with raw_cursor() as cursor:
        found = cursor.execute(_LIVE, [public_id]).fetchone()
    if found is None:
        return None
    key = ApiKey.from_db("default", _KEY_FIELDS, found[: len(_KEY_FIELDS)])
    key.project = Project.from_db("default", _PROJECT_FIELDS, found[len(_KEY_FIELDS) :])
    return key
