"""Addresses of machines that lead to someone: public IP addresses, hardware addresses.

Geographic coordinates are left: without a name beside them they lead to no one, and code is full of pairs of numbers
that are in their range.
"""

import ipaddress
import re
from collections.abc import Iterator
from itertools import pairwise

from telemetry.cleaning.redaction.finding import Around, Finding, Subject

IP_ADDRESS = "ip_address"
HARDWARE_ADDRESS = "hardware_address"

_DOTTED = (b"0.0.0", b"0.00.0", b"0.000.0")
_IPV4 = re.compile(r"(?<![\w.-])((?:[0-9]{1,3}\.){3}[0-9]{1,3})(?![\w.]*[0-9]|\w|-)")
_COLONS = re.compile(r":[0-9A-Fa-f]{1,4}:")
_IPV6 = re.compile(r"(?<![\w:.])([0-9A-Fa-f]{1,4}(?::{1,2}[0-9A-Fa-f]{1,4}){3,7})(?![\w:])")
_RESOLVERS = frozenset({"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "208.67.222.222", "208.67.220.220"})
# Four numbers after these are no address.
_VERSION = re.compile(r"(?i)version|release|section|chapter|clause|§|\boid|identifier|rfc|[=<>~^]=|\bv\.?$")
# Object identifiers of X.509 and of the registries below them (ITU-T X.660)
_OBJECT = re.compile(r"(?:1\.3\.6|2\.5\.(?:4|8|29)|2\.16|1\.2\.840|0\.9\.2342)\.")

_DRAWN = re.compile(r"(?:(?<![\d.])-?\d*\.\d+|\.\d+[,\s-]\d+)[,\s-]\Z")
_MOST_SECTIONS = 64
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # RFC 4291: all that is given out of version 6
_DUMMY = ipaddress.ip_network("1.2.3.0/24")  # its registry keeps it unused: too many write it for an example

_HARDWARE = re.compile(r"(?<![\w:-])([0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\2){4}[0-9A-Fa-f]{2})(?![\w:-])")
_IPV4_AROUND = Around(re.compile(r"(?<![\w.])"), re.compile(r"(?!\w|\.[0-9])"))  # a port may follow
_IPV6_AROUND = Around(re.compile(r"(?<![\w:.])"), re.compile(r"(?![\w:])"))
_HARDWARE_AROUND = Around(re.compile(r"(?<![\w:-])"), re.compile(r"(?![\w:-])"))


def find_addresses(subject: Subject) -> Iterator[Finding]:
    text = subject.text
    if any(shape in subject.shape for shape in _DOTTED):
        yield from _public(text, _IPV4, _IPV4_AROUND)
    if _COLONS.search(text):
        yield from _public(text, _IPV6, _IPV6_AROUND)
        yield from _hardware(text)


def _public(text: str, pattern: re.Pattern[str], around: Around) -> Iterator[Finding]:
    for match in pattern.finditer(text):
        value = match.group(1)
        before = text[max(0, match.start() - 24) : match.start()].rsplit("\n", 1)[-1]
        if _is_public(value) and not _VERSION.search(before) and not _is_section(value, before):
            yield Finding(match.start(), value, "IP", IP_ADDRESS, around)


def _is_section(value: str, before: str) -> bool:
    """Whether it is the number of a section (small numbers, in no quotes and part of no address) or coordinates of a
    drawing that stand together (`3.65.81.27` is two of them in a path of SVG)."""
    small = ":" not in value and all(int(part) <= _MOST_SECTIONS for part in value.split("."))
    if _DRAWN.search(before):
        return True
    return small and not before.endswith(("'", '"', "`", "/", "@", "=", ">"))


def _is_public(value: str) -> bool:
    """Only addresses of the public internet lead to anyone; resolvers everyone uses do not, nor do section numbers."""
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return False
    if not address.is_global or address.is_multicast or value in _RESOLVERS:
        return False
    if address.version == 6:
        return address in _GLOBAL_UNICAST
    return address not in _DUMMY and not _OBJECT.match(value) and len(value) > len("1.2.3.4")


def _hardware(text: str) -> Iterator[Finding]:
    for match in _HARDWARE.finditer(text):
        if _is_made(bytes.fromhex(match.group(1).replace(match.group(2), ""))):
            yield Finding(match.start(), match.group(1), "MAC", HARDWARE_ADDRESS, _HARDWARE_AROUND)


def _is_made(address: bytes) -> bool:
    """Whether a maker gave it to one device (IEEE 802: neither group nor locally administered), and it is no pattern
    such as 00:11:22:33:44:55."""
    steps = {(after - before) % 256 for before, after in pairwise(address)}
    return not address[0] & 0b11 and len(steps) >= 4 and len(set(address)) >= 5
