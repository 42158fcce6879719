"""Secrets told by what they are assigned to, and long random strings assigned to anything.

Hexadecimal strings are hashes, commits and test vectors far more often than keys: they count only beside a
telling name. Passwords that are plain words (`password = "secret"`) are left: they hide nothing, and replacing
them everywhere would change the code.
"""

import re
from collections.abc import Iterator

from telemetry.cleaning.redaction.finding import Finding, anywhere
from telemetry.cleaning.redaction.randomness import STRONG_ENTROPY, is_placeholder, looks_random

ASSIGNED = "assigned_secret"
RANDOM = "random_string"
URL_CREDENTIAL = "credential_in_url"

_TELLING = r"(?:secret|token|passw(?:or)?d|passphrase|pwd|api[_-]?key|access[_-]?key|auth[_-]?key|private[_-]?key|credential)"
_NAMED = re.compile(
    rf"(?i){_TELLING}[\w\])\"'.-]{{0,24}}[ \t]{{0,4}}(?:=>|:=|[:=])[ \t]{{0,4}}[bru]?[\"'`]([^\"'`\s\0]{{8,200}})[\"'`]"
)
_ENVIRONMENT = re.compile(
    rf"(?im)^[ \t]{{0,8}}(?:export[ \t]+)?\w{{0,40}}?{_TELLING}\w{{0,20}}=([^\s\"'#(){{}}\[\],;\0]{{12,200}})[ \t]*$"
)
_BEARER = re.compile(r"(?i)\b(?:bearer|basic)[ \t]+([A-Za-z0-9._~+/-]{16,512}={0,2})")
_QUOTED = re.compile(r"[=:(,\[][ \t]{0,4}[bru]?[\"']([A-Za-z0-9+/_-]{32,200}={0,2})[\"']")
_URL = re.compile(r"://[^:/?#\[\]@!$&'()*+,;=\s\"\0]{1,100}:([^:/?#\[\]@'(),;\s\"\0]{3,100})@")
_NAMES = ("secret", "token", "passw", "passphrase", "pwd", "key", "credential")
_HEXADECIMAL = re.compile(r"[0-9a-fA-F-]+")
_CODE_WORDS = re.compile(r"^(?:[A-Za-z]+[_./-])*[A-Za-z]+$")
# Passwords in the URLs of documentation and of throw-away containers
_COMMON = frozenset(
    {"pass", "passwd", "password", "pwd", "secret", "postgres", "mysql", "root", "guest", "admin"}
)


def find_assignments(text: str, lowered: str) -> Iterator[Finding]:
    if any(name in lowered for name in _NAMES):
        for pattern in (_NAMED, _ENVIRONMENT):
            yield from _matches(pattern, text, ASSIGNED)
    if "bearer " in lowered or "basic " in lowered:
        yield from _matches(_BEARER, text, ASSIGNED)
    if "://" in text:
        yield from _url_passwords(text)
    for match in _QUOTED.finditer(text):
        value = match.group(1)
        if _is_key_material(value):
            yield Finding(match.start(1), value, "SECRET", RANDOM, anywhere(value))


def _matches(pattern: re.Pattern[str], text: str, reason: str) -> Iterator[Finding]:
    for match in pattern.finditer(text):
        value = match.group(1)
        if looks_random(value) and not _CODE_WORDS.match(value):
            yield Finding(match.start(1), value, "SECRET", reason, anywhere(value))


def _is_key_material(value: str) -> bool:
    cases = any(map(str.islower, value)) and any(map(str.isupper, value))
    return cases and not _HEXADECIMAL.fullmatch(value) and looks_random(value, STRONG_ENTROPY)


def _url_passwords(text: str) -> Iterator[Finding]:
    for match in _URL.finditer(text):
        value = match.group(1)
        if (
            value.lower() not in _COMMON
            and not is_placeholder(value)
            and "{" not in value
            and "$" not in value
        ):
            pattern = (
                anywhere(value)
                if looks_random(value) and len(value) >= 8
                else rf"(?<=:){re.escape(value)}(?=@)"
            )
            yield Finding(match.start(1), value, "SECRET", URL_CREDENTIAL, pattern)
