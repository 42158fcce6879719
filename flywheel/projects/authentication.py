"""DRF authentication by API key: Bearer, X-API-Key, or HTTP Basic with the key as the password."""

import base64
import binascii

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from flywheel.projects import keys
from flywheel.projects.models import ApiKey
from flywheel.watchdog import PATIENCE_S, at_most


class ApiKeyAuthentication(BaseAuthentication):
    """Sets `request.auth` to the ApiKey (its project loaded); `request.user` stays anonymous."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiKey] | None:
        token = presented_token(request.META)
        if token is None:
            return None
        with at_most(PATIENCE_S):
            row = keys.find(token)
            if row is None:
                raise AuthenticationFailed("This key is unknown, expired or revoked.", "invalid_key")
            keys.touch(row)
        return AnonymousUser(), row

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="flywheel"'


def presented_token(meta: dict[str, str]) -> str | None:
    """The key a request carries in any of the three accepted places, or None."""
    if key := meta.get("HTTP_X_API_KEY"):
        return key.strip()
    scheme, _, credentials = meta.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    if scheme.lower() == "basic":
        return _basic_password(credentials)
    return None


def _basic_password(credentials: str) -> str:
    try:
        return base64.b64decode(credentials, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "flywheel.projects.authentication.ApiKeyAuthentication"
    name = "ApiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "`fw_<public id>_<secret>`"}
