"""Keys seen before open the door for a while when the database is away: clients that never retry would lose data."""

import hashlib
import time
from collections import OrderedDict
from typing import Final, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from flywheel.projects.authentication import ApiKeyAuthentication, presented_token
from flywheel.projects.models import ApiKey
from telemetry.clients.outage.gone import GONE
from telemetry.clients.outage.state import asking

REMEMBERED_S: Final = 3600.0  # how long a key may have been revoked without our knowing, at the most
MOST_KEYS: Final = 10_000


class _Seen(NamedTuple):
    key: ApiKey
    at: float  # by the monotonic clock


class KeyMemory:
    """The keys that were good lately, by the SHA-256 of their tokens; the longest unused goes first."""

    def __init__(self, most: int = MOST_KEYS, seconds: float = REMEMBERED_S) -> None:
        self._most = most
        self._seconds = seconds
        self._seen: OrderedDict[bytes, _Seen] = OrderedDict()

    def remember(self, token: str, key: ApiKey) -> None:
        self._seen[_digest(token)] = _Seen(key, time.monotonic())
        self._seen.move_to_end(_digest(token))
        while len(self._seen) > self._most:
            self._seen.popitem(last=False)

    def forget(self, token: str) -> None:
        self._seen.pop(_digest(token), None)

    def recall(self, token: str) -> ApiKey | None:
        seen = self._seen.get(_digest(token))
        if seen is None or time.monotonic() - seen.at > self._seconds or _has_expired(seen.key):
            return None
        return seen.key


class RememberingAuthentication(ApiKeyAuthentication):
    """Like its base, and while the database is away: keys that were good within the last hour."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiKey] | None:
        token = presented_token(request.META)
        if token is None:
            return None
        try:
            with asking():
                found = super().authenticate(request)
        except AuthenticationFailed:
            memory.forget(token)
            raise
        except GONE:
            key = memory.recall(token)
            if key is None:
                raise
            return AnonymousUser(), key
        if found is not None:
            memory.remember(token, found[1])
        return found


class RememberedKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "telemetry.clients.outage.authentication.RememberingAuthentication"
    name = "ApiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "`fw_<public id>_<secret>`"}


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _has_expired(key: ApiKey) -> bool:
    return key.expires_at is not None and key.expires_at <= timezone.now()


memory = KeyMemory()
