"""E-mail addresses of people."""

import re
from collections.abc import Iterator

from telemetry.cleaning.redaction.finding import Finding, Subject, whole

EMAIL = "email"

# The search for a fixed character is many times faster than trying a pattern at every one. What must stand before it is
# looked at afterwards.
_LOCAL_PART = re.compile(r"(?<![\w.+/:-])[A-Za-z0-9][\w.+-]{0,63}\Z")
_AFTER_SCHEME = re.compile(r"(?:mailto:|:)[A-Za-z0-9][\w.+-]{0,63}\Z")
_DOMAIN = re.compile(r"@((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,6}([A-Za-z]{2,24}))(?![\w@(\[])")
# Names outside this list after `a@b.` are attributes (`x@w.dot`) and files (`icon@2x.png`) more often than domains.
_TOP_LEVEL = frozenset(
    [
        "com",
        "org",
        "net",
        "edu",
        "gov",
        "mil",
        "int",
        "info",
        "biz",
        "name",
        "pro",
        "io",
        "dev",
        "app",
        "ai",
        "co",
        "me",
        "tech",
        "cloud",
        "online",
        "site",
        "xyz",
        "email",
        "museum",
    ]
)
_PLAIN_DOMAIN = re.compile(
    r"(?i)(?:^|\.)(?:example\.(?:com|org|net)|example|test|invalid|localhost|local)$"
)  # RFC 2606
_NOT_PEOPLE = frozenset({"git", "hg", "svn", "noreply", "no-reply"})


def find_emails(subject: Subject) -> Iterator[Finding]:
    text = subject.text
    for match in _DOMAIN.finditer(text):
        at = match.start()
        local = _LOCAL_PART.search(text, max(0, at - 64), at)
        domain, top = match.groups()
        known = top.lower() in _TOP_LEVEL or len(top) == 2
        if local and known and not _PLAIN_DOMAIN.search(domain) and local.group().lower() not in _NOT_PEOPLE:
            address = text[local.start() : match.end()]
            yield Finding(local.start(), address, "EMAIL", EMAIL, whole(address))
