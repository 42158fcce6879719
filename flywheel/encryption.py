"""Encryption at rest for the few secrets that must be readable again, such as the keys of upstream servers.

Fernet (AES-128-CBC with HMAC-SHA-256) under a key derived from Django's SECRET_KEY; a former key named in
SECRET_KEY_FALLBACKS still decrypts.
"""

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Undecryptable(Exception):  # noqa: N818 - named for what is wrong
    """Not encrypted with this installation's SECRET_KEY, or damaged."""


def encrypt(plain: bytes) -> bytes:
    return _fernet(_secrets()).encrypt(plain)


def decrypt(sealed: bytes) -> bytes:
    """Raises Undecryptable."""
    try:
        return _fernet(_secrets()).decrypt(bytes(sealed))
    except InvalidToken as error:
        raise Undecryptable("The value was not encrypted with this installation's SECRET_KEY.") from error


def _secrets() -> tuple[str, ...]:
    return (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))


@cache
def _fernet(secret_keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derive(secret)) for secret in secret_keys])


def _derive(secret: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"flywheel secrets at rest")
    return base64.urlsafe_b64encode(derivation.derive(secret.encode()))
