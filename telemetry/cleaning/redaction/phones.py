"""Telephone numbers: international, and national where a word says so or the form is unmistakable."""

import re
from collections.abc import Iterator

from telemetry.cleaning.redaction.finding import Around, Finding, Subject, places

PHONE = "phone_number"
MIN_DIGITS, MAX_DIGITS = 7, 15  # E.164 allows 15

_INTERNATIONAL = re.compile(
    r"(\+(?<![\w+]\+)[1-9][0-9]{0,2}(?:[ .-]?\([0-9]{1,4}\))?(?:[ .-][0-9]{2,8}){1,5})(?![\w-]|\.[0-9])"
)
_COMPACT = re.compile(r"\+(?<=[\"'`:>]\+)([1-9][0-9]{9,14})(?=[\"'`<])")
_LINK = re.compile(r"(?:tel|sms):(\+?[0-9][0-9 .()-]{5,18}[0-9])")
# North America: neither part begins with 0 or 1; 555-01xx belongs to no one.
_AMERICAN = re.compile(r"(\((?<!\w\()[2-9][0-9]{2}\) ?[2-9][0-9]{2}-[0-9]{4})(?![\w-])")
_WORDS = ("phone", "mobile", "tel", "fax", "cell", "whatsapp", "handy", "tél", "on call", "on-call")
_RUNS = (b"000-0", b"000 0", b"00 00", b"000/0", b"0000000", b"000.000")  # one of them is in every number
_NUMBER = re.compile(
    r"(?:[_-]?(?:number|no|num|nr))?\\?[\"'`]?[ \t]{0,4}[:=.]{1,2}[ \t]{0,4}\\?[\"'`]?"
    r"(\(?\+?[0-9][0-9 ()/.-]{6,20}[0-9])(?![\w.-]*\w)"
)
_NO_ONES = re.compile(r"555\D?01[0-9]{2}\Z|12345678|000000|(\d)\1{6}")
_NOT_IN_NUMBER = Around(re.compile(r"(?<![0-9])"), re.compile(r"(?![0-9])"))


def find_phones(subject: Subject) -> Iterator[Finding]:
    text, lowered, shape = subject
    if b"+0" in shape:
        yield from _found(_INTERNATIONAL, text, 9)
        yield from _found(_COMPACT, text, 10)
    if "tel:" in text or "sms:" in text:
        yield from _found(_LINK, text, MIN_DIGITS)
    if b"(000) 000-0000" in shape or b"(000)000-0000" in shape:
        yield from _found(_AMERICAN, text, 10)
    if any(run in shape for run in _RUNS):
        for word in _WORDS:
            for place in places(word, lowered):
                match = _NUMBER.match(lowered, place + len(word))
                if match:
                    yield from _number(text, match, MIN_DIGITS)


def _found(pattern: re.Pattern[str], text: str, least: int) -> Iterator[Finding]:
    for match in pattern.finditer(text):
        yield from _number(text, match, least)


def _number(text: str, match: re.Match[str], least: int) -> Iterator[Finding]:
    value = text[match.start(1) : match.end(1)]
    if least <= sum(map(str.isdigit, value)) <= MAX_DIGITS and not _NO_ONES.search(value) and set(value) - set("+01"):
        yield Finding(match.start(1), value, "PHONE", PHONE, _NOT_IN_NUMBER)
