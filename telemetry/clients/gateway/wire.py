"""The HTTP of the gateway: pooled connections to checked addresses, within one deadline, with bounded answers.

Proxies of the environment are not used, redirects not followed, bodies not decompressed. Nothing the upstream or the
HTTP library says gets into an error: it could hold the key.
"""

import logging
import ssl
import time
from functools import cache
from threading import Lock
from typing import Final

import certifi
import httpcore

from telemetry.clients.gateway import guard
from telemetry.clients.gateway.checked import Call, CheckedBackend, begin
from telemetry.clients.gateway.contracts import ReadyUpstream, UpstreamFailed

MAX_ANSWER_BYTES: Final = 4 * 1024 * 1024
_IDLE_SECONDS: Final = 60.0
_MAKING: Final = Lock()  # two threads must not both make a pool, of which one would be lost with its connection
logging.getLogger("httpcore").setLevel(logging.WARNING)  # below that it logs headers, whatever level we are set to
_LOST: Final = (httpcore.ReadError, httpcore.WriteError, httpcore.RemoteProtocolError)


def post(upstream: ReadyUpstream, path: str, body: bytes) -> bytes:
    """The body of the answer with status 200. Raises UpstreamFailed."""
    target = guard.check_url(upstream.url, allow_internal=upstream.allow_internal)
    request = _request(upstream, target, path, body)
    with _MAKING:
        pool = _pool(upstream.allow_internal, target.scheme == "http")
    call = begin(time.monotonic() + upstream.timeout_s)
    try:
        try:
            return _exchange(pool, request, call)
        except _LOST:
            if call.connected or call.left() <= 0:
                raise
            # An idle connection the upstream closed just as it was taken up: once more, on a new one if need be.
            return _exchange(pool, request, call)
    except httpcore.TimeoutException:
        raise UpstreamFailed("upstream_timeout", "The upstream did not answer in time.", 504) from None
    except httpcore.ConnectError:
        raise _unreachable(call) from None
    except (httpcore.NetworkError, httpcore.RemoteProtocolError):
        raise UpstreamFailed("upstream_unreachable", "The upstream broke the connection off.") from None
    except httpcore.LocalProtocolError:
        raise UpstreamFailed("upstream_error", "The upstream's key or address cannot be put into a request.") from None


def _request(upstream: ReadyUpstream, target: guard.Target, path: str, body: bytes) -> httpcore.Request:
    host = f"[{target.host}]" if ":" in target.host else target.host
    standard = {"http": 80, "https": 443}[target.scheme]
    named = host if target.port == standard else f"{host}:{target.port}"
    headers = [
        (b"Host", named.encode()),
        (b"Content-Type", b"application/json"),
        (b"Content-Length", str(len(body)).encode()),
        (b"Accept", b"application/json"),
        (b"Accept-Encoding", b"identity"),
        (b"User-Agent", b"flywheel"),
    ]
    if upstream.key:
        headers.append((b"Authorization", b"Bearer " + upstream.key.encode()))
    url = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path + path)
    timeout = dict.fromkeys(("connect", "read", "write", "pool"), upstream.timeout_s)
    return httpcore.Request(b"POST", url, headers=headers, content=body, extensions={"timeout": timeout})


def _exchange(pool: httpcore.ConnectionPool, request: httpcore.Request, call: Call) -> bytes:
    response = pool.handle_request(request)
    try:
        _check_status(response.status)
        return _read(response)
    finally:
        response.close()


def _check_status(status: int) -> None:
    if status == 200:
        return
    if status in {401, 403}:
        raise UpstreamFailed("upstream_refused", f"The upstream refused the key (status {status}).")
    if status == 429:
        raise UpstreamFailed("upstream_busy", "The upstream has too much to do (status 429).", 503)
    if 300 <= status < 400:
        raise UpstreamFailed("upstream_error", f"The upstream redirects (status {status}), which is not followed.")
    if 400 <= status < 500:
        raise UpstreamFailed("upstream_refused", f"The upstream refused the request (status {status}).")
    raise UpstreamFailed("upstream_error", f"The upstream failed (status {status}).")


def _read(response: httpcore.Response) -> bytes:
    encodings = [value.lower() for name, value in response.headers if name.lower() == b"content-encoding"]
    if any(value != b"identity" for value in encodings):
        raise UpstreamFailed("upstream_error", "The upstream compressed its answer, which was not asked for.")
    chunks, size = [], 0
    for chunk in response.iter_stream():
        size += len(chunk)
        if size > MAX_ANSWER_BYTES:
            raise UpstreamFailed("upstream_error", f"The upstream's answer exceeds {MAX_ANSWER_BYTES} bytes.")
        chunks.append(chunk)
    return b"".join(chunks)


def _unreachable(call: Call) -> UpstreamFailed:
    detail = {
        "name": "The upstream's host name cannot be resolved.",
        "certificate": "The upstream's TLS certificate cannot be verified.",
    }.get(call.trouble, "The upstream cannot be connected to.")
    return UpstreamFailed("upstream_unreachable", detail)


@cache
def _pool(allow_internal: bool, plain: bool) -> httpcore.ConnectionPool:
    """Upstreams of equal rules share connections; a connection checked by other rules is never taken up."""
    backend = CheckedBackend(allow_internal=allow_internal, plain=plain)
    return httpcore.ConnectionPool(
        ssl_context=None if plain else _tls(),
        max_connections=None,  # the places of `busy` bound them
        max_keepalive_connections=32,
        keepalive_expiry=_IDLE_SECONDS,
        network_backend=backend,
    )


@cache
def _tls() -> ssl.SSLContext:
    """The machine's certificate authorities, a company's own among them, and the public ones."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
