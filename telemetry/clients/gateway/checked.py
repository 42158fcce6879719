"""Connections that go to the very addresses that were checked, and that keep to the deadline of the request at hand.

A name is resolved once for a connection and every address it has is checked before one is connected to, so a name
server that answers the check and the connection differently (DNS rebinding) gains nothing.
"""

import socket
import ssl
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import httpcore

from telemetry.clients.gateway import guard


@dataclass(slots=True)
class Call:
    """One request: its deadline by the monotonic clock, whether it opened a connection, and why that failed."""

    deadline: float
    connected: bool = False
    trouble: str = ""  # "name" or "certificate"

    def left(self) -> float:
        return self.deadline - time.monotonic()


# The system's look-up knows no deadline: it goes on in a thread of its own when nobody waits for it any longer.
_LOOKUPS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="lookup")
_CALL: ContextVar[Call] = ContextVar("call")


def begin(deadline: float) -> Call:
    """Reads and writes of this thread keep to it, until the next call."""
    call = Call(deadline)
    _CALL.set(call)
    return call


class CheckedBackend(httpcore.NetworkBackend):
    def __init__(self, *, allow_internal: bool, plain: bool) -> None:
        self._allow_internal = allow_internal
        self._plain = plain
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Raises UpstreamFailed (upstream_forbidden) before anything is sent."""
        call = _CALL.get()
        call.connected = True
        addresses = _resolve(host, port)
        for address in addresses:
            guard.check_address(address, allow_internal=self._allow_internal, plain=self._plain)
        return self._first(addresses, port, call)

    def _first(self, addresses: list[str], port: int, call: Call) -> httpcore.NetworkStream:
        """Of those that answer; a name may have addresses of a kind this machine cannot reach."""
        for address in addresses[:-1]:
            try:
                return _Stream(self._sockets.connect_tcp(address, port, _within(call) / 2))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return _Stream(self._sockets.connect_tcp(addresses[-1], port, _within(call)))


class _Stream(httpcore.NetworkStream):
    """A stream whose every step ends by the deadline, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _within(_CALL.get()))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _within(_CALL.get()))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        call = _CALL.get()
        try:
            return _Stream(self._stream.start_tls(ssl_context, server_hostname, _within(call)))
        except httpcore.ConnectError as error:
            call.trouble = "certificate" if isinstance(error.__cause__, ssl.SSLCertVerificationError) else ""
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _resolve(host: str, port: int) -> list[str]:
    """Every address of the name, in the system's order of preference, within the deadline."""
    call = _CALL.get()
    lookup = _LOOKUPS.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        found = lookup.result(_within(call))
    except TimeoutError:
        raise httpcore.ConnectTimeout from None
    except (OSError, UnicodeError):
        call.trouble = "name"
        raise httpcore.ConnectError from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _within(call: Call) -> float:
    left = call.left()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left
