"""Private keys: whole blocks, the halves left where a text begins or ends inside one, and keys in other coats."""

import re
from collections.abc import Iterator

from telemetry.cleaning.redaction.finding import Finding, Subject, places

PRIVATE_KEY = "private_key"
LONGEST = 16_384  # characters of a block

_MARKER = re.compile(r"-{4,5} ?(BEGIN|END) [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}")
# Lines of a key, quoted and joined in whatever way the language has. Nothing is given back once taken, so that
# a megabyte of such lines is read once.
_LINES = re.compile(
    r"(?:(?:[ \t\"'+,]|\\r|\\n|[\r\n]){0,20}+(?:[A-Za-z0-9+/=]{40,}+|[A-Z][A-Za-z-]{2,20}+: [^\n\0]{1,80}+))++"
    r"(?:(?:[ \t\"'+,]|\\r|\\n|[\r\n]){0,20}+[A-Za-z0-9+/=]{4,}+(?=\s*[\"'\0]|\s*\Z))?"
)
_LINES_REVERSED = re.compile(
    r"(?:[ \t\"'+,]|r\\|n\\|[\r\n]){0,20}+(?:[A-Za-z0-9+/=]{4,39}+(?:[ \t\"'+,]|r\\|n\\|[\r\n]){1,20}+)?"
    r"(?:[A-Za-z0-9+/=]{40,}+(?:[ \t\"'+,]|r\\|n\\|[\r\n]){0,20}+)++"
)
_LINE = re.compile(r"[A-Za-z0-9+/=]{40,}")
_MATERIAL = re.compile(r"[A-Za-z0-9+/]{24}")  # between the markers of code that only speaks of keys there is none
_PUTTY_BEGINS, _PUTTY_ENDS = "PuTTY-User-Key-File-", re.compile(r"Private-MAC: ?[0-9a-f]{40,64}")
# `-----BEGIN` in base64, as kubeconfig and environments hold keys; certificates begin alike and are public.
_ENCODED = "LS0tLS1CRUdJTi"
_ENCODED_KEY = re.compile(rf"{_ENCODED}[A-Za-z0-9+/=\r\n ]{{8,{LONGEST}}}+")
_ENCODED_WORDS = ("UFJJVkFURSBLRV", "BSSVZBVEUgS0VZ", "QUklWQVRFIEtFWS")  # PRIVATE KEY at the three offsets
# The private members of a JSON web key (RFC 7518) and of an RSA key in XML
_JSON_KEY = re.compile(r"\\?\"(?:d|p|q|dp|dq|qi|k)\\?\"[ \t]{0,4}:[ \t\n]{0,4}\\?\"([\w-]{20,1024})")
_XML_KEY = re.compile(r"<(D|P|Q|DP|DQ|InverseQ)>([A-Za-z0-9+/=\s]{20,1024})</")


def find_private_keys(subject: Subject) -> Iterator[Finding]:
    text, lowered = subject.text, subject.lowered
    if "private key" in lowered:
        yield from _blocks(text)
    if "putty-user-key" in lowered:
        yield from _putty(text)
    if _ENCODED in text:
        for match in _ENCODED_KEY.finditer(text):
            if any(words in match.group() for words in _ENCODED_WORDS):
                yield _finding(match.start(), match.group().rstrip())
    if '"kty' in lowered:
        for match in _JSON_KEY.finditer(text):
            yield _finding(match.start(1), match.group(1))
    if "<rsakeyvalue>" in lowered:
        for match in _XML_KEY.finditer(text):
            yield _finding(match.start(2), match.group(2))


def _finding(start: int, value: str) -> Finding:
    return Finding(start, value, "SECRET", PRIVATE_KEY)


def _blocks(text: str) -> Iterator[Finding]:
    """From a BEGIN to its END; what looks like key lines after a BEGIN or before an END that stands alone."""
    markers = list(_MARKER.finditer(text))
    before, after = [None, *markers], [*markers[1:], None]
    for marker, last, following in zip(markers, before, after, strict=False):
        if marker.group(1) == "BEGIN":
            yield from _from_begin(text, marker, following)
        elif last is None or last.group(1) == "END" or not _is_block(text, last, marker):
            floor = max(last.end() if last else 0, marker.start() - LONGEST)
            lines = _LINES_REVERSED.match(text[floor : marker.start()][::-1])
            if lines:
                start = marker.start() - len(lines.group().rstrip())
                yield _finding(start, text[start : marker.end()])


def _from_begin(text: str, begin: re.Match[str], following: re.Match[str] | None) -> Iterator[Finding]:
    if following and following.group(1) == "END" and _is_block(text, begin, following):
        yield from _block(text, begin.start(), following.end())
        return
    lines = _LINES.match(text, begin.end(), begin.end() + LONGEST)
    if lines:
        yield from _block(text, begin.start(), lines.end())


def _block(text: str, start: int, end: int) -> Iterator[Finding]:
    """The whole, and each line of the key: a suggestion taken line by line holds one of them alone."""
    yield _finding(start, text[start:end])
    for line in _LINE.finditer(text, start, end):
        yield _finding(line.start(), line.group())


def _is_block(text: str, begin: re.Match[str], end: re.Match[str]) -> bool:
    """Whether the markers belong to one block with a key in it."""
    near = end.start() - begin.end() <= LONGEST and text.find("\0", begin.end(), end.start()) < 0
    return near and _MATERIAL.search(text, begin.end(), end.start()) is not None


def _putty(text: str) -> Iterator[Finding]:
    for start in places(_PUTTY_BEGINS, text):
        following = text.find(_PUTTY_BEGINS, start + 1)
        limit = min(start + LONGEST, following if following >= 0 else len(text))
        end = _PUTTY_ENDS.search(text, start, limit)
        if end:
            yield _finding(start, text[start : end.end()])
