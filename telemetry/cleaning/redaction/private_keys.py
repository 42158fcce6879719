"""Private keys: whole blocks, and the halves left where a text begins or ends inside one."""

import re
from collections.abc import Iterator

from telemetry.cleaning.redaction.finding import Finding, anywhere

PRIVATE_KEY = "private_key"

_NAME = r"[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?"
_LINE = r"[A-Za-z0-9+/=]{40,}"
_BREAK = r"(?:[ \t\"'+,]|\\r|\\n|\n){0,20}"
_PATTERNS = (
    re.compile(rf"-----BEGIN {_NAME}-----(?:(?!-----BEGIN)[^\0]){{0,16384}}?-----END {_NAME}-----"),
    re.compile(rf"-----BEGIN {_NAME}-----(?:{_BREAK}{_LINE})+(?:{_BREAK}[A-Za-z0-9+/=]{{4,}}(?=\s*[\"'\0]|\s*$))?"),
    re.compile(rf"(?:{_LINE}{_BREAK})+(?:[A-Za-z0-9+/=]{{4,}}{_BREAK})?-----END {_NAME}-----"),
)
_PUTTY = re.compile(r"PuTTY-User-Key-File-\d:(?:(?!PuTTY-User)[^\0]){0,16384}?Private-MAC: ?[0-9a-f]{40,64}")


def find_private_keys(text: str, lowered: str) -> Iterator[Finding]:
    patterns = _PATTERNS if "private key" in lowered else ()
    if "putty-user-key" in lowered:
        patterns = (*patterns, _PUTTY)
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield Finding(match.start(), match.group(), "SECRET", PRIVATE_KEY, anywhere(match.group()))
