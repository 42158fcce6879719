"""Where an upstream may lie. Keeps an owner's address, or a name server's answer, from turning the gateway into a way
into this machine or its network (server-side request forgery).

Addresses are of three kinds: public; internal (loopback, private networks, carrier-grade NAT), which the owner must
allow; and never, whatever the owner allows: link-local and the metadata services of clouds, which hand out the
machine's own credentials, multicast, reserved, unspecified. IPv6 forms that hold an IPv4 address count as that one.
Plain http goes to internal addresses only, since key and code would travel in the clear.
"""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final, Literal, NamedTuple
from urllib.parse import urlsplit

from telemetry.clients.gateway.contracts import UpstreamFailed

Standing = Literal["public", "internal", "never"]

_SHAPE = re.compile(
    r"(https?)://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?((?:/[A-Za-z0-9._~%!$&'()*+,;=:@-]*)*)"
)
_INTERNAL: Final = tuple(
    map(
        ip_network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "::1", "fc00::/7")
    )
)
_METADATA: Final = frozenset(  # beyond link-local: Alibaba Cloud, Oracle Cloud, Azure, Amazon
    map(ip_address, ("100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254"))
)
_NAT64: Final = ip_network("64:ff9b::/96")
_OBSOLETE: Final = tuple(map(ip_network, ("64:ff9b:1::/48", "2001::/32", "::/96", "fec0::/10")))  # ::/96 but ::1


class Target(NamedTuple):
    """A checked URL. `host` is without brackets; `path` has no slash at its end."""

    scheme: str
    host: str
    port: int
    path: str


def forbidden(why: str) -> UpstreamFailed:
    return UpstreamFailed("upstream_forbidden", why)


def check_url(url: str, *, allow_internal: bool) -> Target:
    """What can be said before its name is looked up. Raises UpstreamFailed (upstream_forbidden)."""
    if not url.startswith(("http://", "https://")):
        raise forbidden("The address must begin with https:// or http://.")
    if "@" in url.partition("//")[2].partition("/")[0] or "?" in url or "#" in url:
        raise forbidden("The address must hold no name or password, no query and no fragment.")
    if not _SHAPE.fullmatch(url):
        raise forbidden("The address is not a URL of plain characters; write other letters in Punycode.")
    target = _split(url)
    if target.scheme == "http" and not allow_internal:
        raise forbidden("Use https. Only this machine and private networks, where allowed, are asked over http.")
    if (literal := _literal(target.host)) is not None:
        check_address(literal, allow_internal=allow_internal, plain=target.scheme == "http")
    return target


def check_address(address: str, *, allow_internal: bool, plain: bool) -> None:
    """An address a name was resolved to. `plain`: to be asked by http. Raises UpstreamFailed (upstream_forbidden)."""
    standing = standing_of(address)
    if standing == "never":
        raise forbidden("The address is link-local, reserved or a cloud's metadata service, which is never asked.")
    if standing == "internal" and not allow_internal:
        raise forbidden("The address is on this machine or in a private network, which the upstream is not allowed.")
    if standing == "public" and plain:
        raise forbidden("Use https: over http the key and the code could be read on the way.")


def standing_of(address: str) -> Standing:
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        if any(parsed in network for network in _OBSOLETE) and not parsed.is_loopback:
            return "never"
        parsed = _embedded(parsed) or parsed
    if parsed in _METADATA:
        return "never"
    if any(parsed in network for network in _INTERNAL if network.version == parsed.version):
        return "internal"
    return "public" if parsed.is_global and not (parsed.is_multicast or parsed.is_reserved) else "never"


def _embedded(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


def _split(url: str) -> Target:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise forbidden("The address has no valid host and port.") from None
    if not host or port == 0:
        raise forbidden("The address has no valid host and port.")
    return Target(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), parts.path.rstrip("/"))


def _literal(host: str) -> str | None:
    try:
        return str(ip_address(host))
    except ValueError:
        return None
