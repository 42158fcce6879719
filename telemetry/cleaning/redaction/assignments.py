"""Secrets told by what they are assigned to, and long random strings assigned to anything.

Hexadecimal strings are hashes, commits and test vectors far more often than keys: they count only beside a
telling name. Passwords that are plain words (`password = "secret"`) are left: they hide nothing, and
replacing them everywhere would change the code.
"""

import re
from collections.abc import Iterator

from telemetry.cleaning.redaction.finding import Finding, anywhere
from telemetry.cleaning.redaction.randomness import STRONG_ENTROPY, is_placeholder, looks_random

ASSIGNED = "assigned_secret"
RANDOM = "random_string"
URL_CREDENTIAL = "credential_in_url"

_NAMES = ("secret", "token", "passw", "passphrase", "pwd", "credential", "key")
# Other keys are those of dictionaries.
_KINDS_OF_KEY = re.compile(r"(?:api|access|auth|private|encryption|signing|account)[_-]?\Z")
_NAMED = re.compile(r"\w{0,24}[\])\"'.-]{0,3}[ \t]{0,4}(?:=>|:=|[:=])[ \t]{0,4}[bru]?[\"'`]([^\"'`\s\0]{8,200})[\"'`]")
_ENVIRONMENT = re.compile(r"\w{0,20}=([^\s\"'#(){}\[\],;\0]{12,200})[ \t]*(?=\n|\Z)")
_LINE_START = re.compile(r"[ \t]{0,8}(?:export[ \t]+)?\w{0,40}\Z")
_CREDENTIALS = re.compile(r"[ \t]*([A-Za-z0-9._~+/-]{16,512}={0,2})")
_QUOTED = re.compile(r"[=:(,\[][ \t]{0,4}[bru]?[\"']([A-Za-z0-9+/_-]{32,200}={0,2})[\"']")
_URL = re.compile(r"://[^:/?#\[\]@!$&'()*+,;=\s\"\0]{1,100}:([^:/?#\[\]@'(),;\s\"\0]{3,100})@")
_HEXADECIMAL = re.compile(r"[0-9a-fA-F-]+")
_CODE_WORDS = re.compile(r"^(?:[A-Za-z]+[_./-])*[A-Za-z]+$")
# Passwords in the URLs of documentation and of throw-away containers
_COMMON = frozenset({"pass", "passwd", "password", "pwd", "secret", "postgres", "mysql", "root", "guest", "admin"})


def find_assignments(text: str, lowered: str) -> Iterator[Finding]:
    for place in _telling_names(lowered):
        yield from _match(_NAMED, text, place, ASSIGNED)
        if _LINE_START.match(text, text.rfind("\n", 0, place) + 1, place):
            yield from _match(_ENVIRONMENT, text, place, ASSIGNED)
    for scheme in ("bearer ", "basic "):
        for place in _places(scheme, lowered):
            yield from _match(_CREDENTIALS, text, place + len(scheme), ASSIGNED)
    yield from _url_passwords(text)
    for match in _QUOTED.finditer(text):
        value = match.group(1)
        if _is_key_material(value):
            yield Finding(match.start(1), value, "SECRET", RANDOM, anywhere(value))


def _telling_names(lowered: str) -> Iterator[int]:
    for name in _NAMES:
        for place in _places(name, lowered):
            if name != "key" or _KINDS_OF_KEY.search(lowered, max(0, place - 12), place):
                yield place


def _places(word: str, text: str) -> Iterator[int]:
    """Where the word stands. Finding a fixed word is many times faster than any pattern."""
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def _match(pattern: re.Pattern[str], text: str, place: int, reason: str) -> Iterator[Finding]:
    match = pattern.match(text, place)
    if match and looks_random(match.group(1)) and not _CODE_WORDS.match(match.group(1)):
        yield Finding(match.start(1), match.group(1), "SECRET", reason, anywhere(match.group(1)))


def _is_key_material(value: str) -> bool:
    cases = any(map(str.islower, value)) and any(map(str.isupper, value))
    return cases and not _HEXADECIMAL.fullmatch(value) and looks_random(value, STRONG_ENTROPY)


def _url_passwords(text: str) -> Iterator[Finding]:
    for match in _URL.finditer(text):
        value = match.group(1)
        if value.lower() not in _COMMON and not is_placeholder(value) and "{" not in value and "$" not in value:
            pattern = anywhere(value) if looks_random(value) and len(value) >= 8 else rf"(?<=:){re.escape(value)}(?=@)"
            yield Finding(match.start(1), value, "SECRET", URL_CREDENTIAL, pattern)
