"""Personal data: e-mail addresses, public IP addresses, telephone numbers, user names in home directories."""

import ipaddress
import re
from collections.abc import Iterator

from telemetry.cleaning.redaction.finding import Finding, literal

EMAIL = "email"
IP_ADDRESS = "ip_address"
PHONE = "phone_number"
USER_NAME = "user_name"

# Patterns begin with a fixed character where they can: the search for it is many times faster than trying at
# every character. What must stand before it is looked at afterwards.
_LOCAL_PART = re.compile(r"(?<![\w.+/:-])[A-Za-z0-9][\w.+-]{0,63}\Z")
_DOMAIN = re.compile(r"@((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,6}([A-Za-z]{2,24}))(?![\w@(\[])")
# Names outside this list after `a@b.` are attributes (`x@w.dot`) and files (`icon@2x.png`) more often than
# domains.
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

_DOTTED = re.compile(r"[0-9]\.[0-9]{1,3}\.[0-9]")
_IPV4 = re.compile(r"(?<![\w.-])((?:[0-9]{1,3}\.){3}[0-9]{1,3})(?![\w.]*[0-9]|\w|-)")
_COLONS = re.compile(r":[0-9A-Fa-f]{1,4}:")
_IPV6 = re.compile(r"(?<![\w:.])([0-9A-Fa-f]{1,4}(?::{1,2}[0-9A-Fa-f]{1,4}){3,7})(?![\w:])")
_RESOLVERS = frozenset({"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "208.67.222.222", "208.67.220.220"})
_VERSION = re.compile(r"(?i)version|release|[=<>~^]=|\bv\.?$")  # four numbers after these are no address

_PHONE = re.compile(r"(\+(?<![\w+]\+)[1-9][0-9]{0,2}(?:[ .-]?\([0-9]{1,4}\))?(?:[ .-][0-9]{2,4}){2,5})(?![\w.-])")
_TELEPHONE_LINK = re.compile(r"tel:(\+?[0-9][0-9 .()-]{5,18}[0-9])")

_UNIX_HOME = re.compile(r"/(?<![\w.-]/)(?:home|Users)/([^/\\\s\"'`<>:|*?${}()\[\],;\0]{1,64})(?=/)")
_WINDOWS_HOME = re.compile(r":(\\{1,2}|/)Users\1([^/\\\n\"'`<>:|*?${}\[\];\0]{1,64})(?=\\|/)", re.IGNORECASE)
_NOBODY = frozenset(
    [
        "user",
        "users",
        "username",
        "user_name",
        "your_username",
        "yourname",
        "your_name",
        "name",
        "me",
        "you",
        "root",
        "admin",
        "runner",
        "ubuntu",
        "debian",
        "vagrant",
        "vscode",
        "codespace",
        "gitpod",
        "jovyan",
        "node",
        "app",
        "public",
        "shared",
        "default",
        "guest",
        "linuxbrew",
        "circleci",
        "ec2-user",
    ]
)


def find_personal_data(text: str, lowered: str) -> Iterator[Finding]:
    yield from _emails(text)
    if "/home/" in text or "users" in lowered:
        yield from _user_names(text)
    yield from _addresses(text)
    yield from _phones(text)


def _emails(text: str) -> Iterator[Finding]:
    for match in _DOMAIN.finditer(text):
        local = _LOCAL_PART.search(text, max(0, match.start() - 64), match.start())
        domain, top = match.groups()
        known = top.lower() in _TOP_LEVEL or len(top) == 2
        if local and known and not _PLAIN_DOMAIN.search(domain) and local.group().lower() not in _NOT_PEOPLE:
            address = text[local.start() : match.end()]
            yield Finding(local.start(), address, "EMAIL", EMAIL, literal(address))


def _user_names(text: str) -> Iterator[Finding]:
    for match in _UNIX_HOME.finditer(text):
        name = match.group(1)
        if name.lower() not in _NOBODY:
            escaped = re.escape(name)
            pattern = rf"(?:(?<=/home/)|(?<=/Users/)){escaped}(?=[/\s\"']|$)"
            yield Finding(match.start(1), name, "USER", USER_NAME, pattern)
    for match in _WINDOWS_HOME.finditer(text):
        name = match.group(2)
        if name.lower() not in _NOBODY:
            pattern = rf"(?:(?<=(?i:Users)[\\/])|(?<=(?i:Users)\\\\)){re.escape(name)}(?=[\\/])"
            yield Finding(match.start(2), name, "USER", USER_NAME, pattern)


def _addresses(text: str) -> Iterator[Finding]:
    matches = list(_IPV4.finditer(text)) if _DOTTED.search(text) else []
    matches += _IPV6.finditer(text) if _COLONS.search(text) else ()
    for match in matches:
        value = match.group(1)
        before = text[max(0, match.start() - 24) : match.start()].rsplit("\n", 1)[-1]
        if _is_public(value) and not _VERSION.search(before):
            yield Finding(match.start(), value, "IP", IP_ADDRESS, _whole_address(value))


def _whole_address(value: str) -> str:
    if ":" in value:
        return rf"(?<![\w:.]){re.escape(value)}(?![\w:])"
    return rf"(?<![\w.]){re.escape(value)}(?!\w|\.[0-9])"  # a port may follow


def _is_public(value: str) -> bool:
    """Only addresses of the public internet lead to anyone; resolvers everyone uses do not."""
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return False
    return address.is_global and not address.is_multicast and value not in _RESOLVERS


def _phones(text: str) -> Iterator[Finding]:
    for match in (*_PHONE.finditer(text), *_TELEPHONE_LINK.finditer(text)):
        value = match.group(1)
        if 8 <= sum(map(str.isdigit, value)) <= 15:  # E.164 allows 15 digits
            yield Finding(match.start(1), value, "PHONE", PHONE, re.escape(value))
