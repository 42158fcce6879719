"""Names of people: authors, holders of copyright, trailers of commits, whoever stands before an e-mail address.

Organisations are no people: `Copyright 2020 Example Foundation` stays. A handle in a comment (`TODO(ada)`) stays too:
it cannot be told from a word.
"""

import re
from collections.abc import Iterator

from telemetry.cleaning.redaction.finding import Finding, Subject, places, whole

PERSON = "person_name"

_WORD = r"(?:[A-Z]\.|[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*(?![\w]))"
_PARTICLE = r"(?:(?:van|von|der|den|de|da|di|la|le|del|bin|al|el|ten|dos)[ ]){0,2}"
_NAME = rf"({_WORD}(?:[ ]{_PARTICLE}{_WORD}){{1,3}})"
_YEARS = r"(?:[0-9]{4}(?:[ ]?[-–,][ ]?(?:[0-9]{4}|present|now))*,?[ ]{1,4}){1,12}"
_BY = "ed by"
_PLACES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (hint, re.compile(before + _NAME))
    for hint, before in (
        ("copyright", rf"(?i:copyright)[ ]{{1,4}}(?:\([cC]\)|©|&copy;)?[ ]{{0,4}}(?:{_YEARS})?(?:by[ ])?"),
        ("(c)", rf"\([cC]\)[ ]{{1,4}}(?:{_YEARS})(?:by[ ])?"),
        ("©", rf"©[ ]{{0,4}}(?:{_YEARS})(?:by[ ])?"),
        ("author", r"(?i:authors?)(?:__)?[\"']?[ \t]{0,4}[:=]?[ \t]{1,4}\[?[\"']?"),
        ("maintainer", r"(?i:maintainers?)[\"']?[ \t]{0,4}[:=][ \t]{1,4}\[?[\"']?"),
        ("contributor", r"(?i:contributors?)[\"']?[ \t]{0,4}[:=][ \t]{1,4}\[?[\"']?"),
        ("ed-by:", r"(?i:ed-by:)[ ]"),
        ("written by", r"(?i:written by):?[ ]"),
        (_BY, r"(?i:ed by):?[ ]"),
    )
)
# `Created by …` at the beginning of a line; inside a sentence it is a thing that did it.
_CREDIT = re.compile(
    r"(?i)(?:\A|\n)[ \t#*/;\"'.-]{0,12}(?:created|contributed|modified|maintained|ported|hacked|authored)\Z"
)
_COMPANY = re.compile(r",? ?(?i:inc|llc|ltd|gmbh|corp|co\.|ag|bv|s\.?a|plc|oy|ab)\b")
_ADDRESS = re.compile(r"[ ]{1,2}<[\w.+-]{1,64}@")
_NAME_END = re.compile(rf"(?<![\w.'’-]){_NAME}\Z")
_LONGEST = 80  # characters of a name
_ORGANISATION = re.compile(
    r"(?i)\b(?:inc|llc|ltd|gmbh|ag|bv|corp\w*|co|company|foundation|project|authors?|contributors?|team|group|software"
    r"|systems?|university|universit\w+|institute?|labs?|laborator\w+|technolog\w+|developers?|community|consortium|limited"
    r"|organization|association|society|council|department|college|school|center|centre|network\w*|research|solutions"
    r"|services|international|industries|enterprises|studios?|media|security|regents|trust|committee|working|all|the"
    r"|rights?|reserved|this|you|your|see|apache|mozilla|google|microsoft|amazon|facebook|intel|nvidia|ibm|oracle|redhat"
    r"|red hat|apple|python|django|node|github|gitlab|linux|gnu|free|open|source|license\w*|version|copyright|file|code"
    r"|codegen|machine|marketplace|management|capital|providers?|semiconductor|insight|graphics|cloud|data|digital|web|internet|platforms?|holder|owner|name|surname|first|last|full|user|your|example|unknown"
    r"|anonymous|is|are|and|of|for|in|to|with|by|from|on|at|an?|not|no|if|use|list|string|none|null|true|false|type"
    r"|field|information|statement|notice|date|email|e-mail|description|summary|title|bot|automated|dependabot)\b"
)


def find_people(subject: Subject) -> Iterator[Finding]:
    text, lowered = subject.text, subject.lowered
    for hint, pattern in _PLACES:
        for place in places(hint, lowered):
            if hint != _BY or _CREDIT.search(text, max(0, place - _LONGEST), place + len("ed")):
                yield from _found(pattern.match(text, place), text)
    if "@" in text:
        for place in places(" <", text):
            if _ADDRESS.match(text, place):
                yield from _found(_NAME_END.search(text, max(0, place - _LONGEST), place), text)


def _found(match: re.Match[str] | None, text: str) -> Iterator[Finding]:
    if match and is_person(match.group(1)) and not _COMPANY.match(text, match.end(1)):
        yield Finding(match.start(1), match.group(1), "PERSON", PERSON, whole(match.group(1)))


def is_person(name: str) -> bool:
    """Two to four capitalised words, none of which stands in the names of organisations or in sentences."""
    acronym = any(len(word.strip(".")) > 1 and word.isupper() for word in name.split())
    return not acronym and not _ORGANISATION.search(name) and any(len(word.strip(".")) > 1 for word in name.split())
