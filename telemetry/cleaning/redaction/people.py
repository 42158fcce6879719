"""Names of people: authors, holders of copyright, trailers of commits, whoever stands before an e-mail address.

Organisations are no people: `Copyright 2020 Example Foundation` stays. A handle in a comment (`TODO(ada)`) stays too:
it cannot be told from a word.
"""

import re
from collections.abc import Iterator

from telemetry.cleaning.redaction.finding import Finding, Subject, places, whole

PERSON = "person_name"

_FIRST = r"[^\W\d_a-z][^\W\d_]*(?:['’.-][^\W\d_]+)*\.?"
_NAME = rf"({_FIRST}(?:[ ](?:(?:van|von|der|den|de|da|di|la|le|del|bin|al|el|ten|dos)[ ])?{_FIRST}){{1,3}})"
_YEARS = r"(?:[0-9]{4}(?:[ ]?[-–,][ ]?(?:[0-9]{4}|present|now))*,?[ ]{1,4}){1,12}"
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
        ("ed by", r"(?i:ed by):?[ ]"),
        ("written by", r"(?i:written by):?[ ]"),
    )
)
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
    r"|cloud|data|digital|web|internet|platforms?|holder|owner|name|surname|first|last|full|user|your|example|unknown"
    r"|anonymous|is|are|and|of|for|in|to|with|by|from|on|at|an?|not|no|if|use|list|string|none|null|true|false|type"
    r"|field|information|statement|notice|date|email|e-mail|description|summary|title|bot|automated|dependabot)\b"
)


def find_people(subject: Subject) -> Iterator[Finding]:
    text, lowered = subject.text, subject.lowered
    for hint, pattern in _PLACES:
        for place in places(hint, lowered):
            yield from _found(pattern.match(text, place))
    if "@" in text:
        for place in places(" <", text):
            if _ADDRESS.match(text, place):
                yield from _found(_NAME_END.search(text, max(0, place - _LONGEST), place))


def _found(match: re.Match[str] | None) -> Iterator[Finding]:
    if match and is_person(match.group(1)):
        yield Finding(match.start(1), match.group(1), "PERSON", PERSON, whole(match.group(1)))


def is_person(name: str) -> bool:
    """Two to four capitalised words, none of which stands in the names of organisations or in sentences."""
    return not _ORGANISATION.search(name) and not name.isupper()
