"""Personal data: e-mail addresses, public IP addresses, telephone numbers, user names in home directories."""

import ipaddress
import re
from collections.abc import Iterator

from telemetry.cleaning.redaction.finding import Finding, literal

EMAIL = "email"
IP_ADDRESS = "ip_address"
PHONE = "phone_number"
USER_NAME = "user_name"

_EMAIL = re.compile(
    r"(?<![\w.+/:-])([A-Za-z0-9][\w.+-]{0,63}@((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,6}([A-Za-z]{2,24})))(?![\w@(\[])"
)
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

_IPV4 = re.compile(r"(?<![\w.-])((?:\d{1,3}\.){3}\d{1,3})(?![\w.]*\d|\w|-)")
_IPV6 = re.compile(r"(?<![\w:.])([0-9A-Fa-f]{1,4}(?::{1,2}[0-9A-Fa-f]{1,4}){3,7})(?![\w:])")
_RESOLVERS = frozenset(
    {"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "208.67.222.222", "208.67.220.220"}
)
_VERSION = re.compile(r"(?i)version|release|[=<>~^]=|\bv\.?$")  # four numbers after these are no address

_PHONE = re.compile(r"(?<![\w+])(\+[1-9]\d{0,2}(?:[ .-]?\(\d{1,4}\))?(?:[ .-]\d{2,4}){2,5})(?![\w.-])")
_TELEPHONE_LINK = re.compile(r"(?<=tel:)(\+?\d[\d .()-]{5,18}\d)")

_UNIX_HOME = re.compile(r"(?<![\w.-])/(?:home|Users)/([^/\\\s\"'`<>:|*?${}()\[\],;\0]{1,64})(?=/)")
_WINDOWS_HOME = re.compile(
    r"[A-Za-z]:(\\{1,4}|/)Users\1([^/\\\n\"'`<>:|*?${}\[\];\0]{1,64})(?=\\|/)", re.IGNORECASE
)
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
    if "@" in text:
        yield from _emails(text)
    if "/home/" in lowered or "users" in lowered:
        yield from _user_names(text)
    yield from _addresses(text)
    if "+" in text or "tel:" in lowered:
        yield from _phones(text)


def _emails(text: str) -> Iterator[Finding]:
    for match in _EMAIL.finditer(text):
        address, domain, top = match.groups()
        known = top.lower() in _TOP_LEVEL or len(top) == 2
        plain = _PLAIN_DOMAIN.search(domain) or address.split("@")[0].lower() in _NOT_PEOPLE
        if known and not plain:
            yield Finding(match.start(), address, "EMAIL", EMAIL, literal(address))


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
    for match in (*_IPV4.finditer(text), *_IPV6.finditer(text)):
        value = match.group(1)
        before = text[max(0, match.start() - 24) : match.start()].rsplit("\n", 1)[-1]
        if _is_public(value) and not _VERSION.search(before):
            yield Finding(
                match.start(), value, "IP", IP_ADDRESS, rf"(?<![\w.:]){re.escape(value)}(?![\w:]|\.\d)"
            )


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
            yield Finding(match.start(), value, "PHONE", PHONE, re.escape(value))
