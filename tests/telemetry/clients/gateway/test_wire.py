"""Connections: kept, bounded in time, never to an address that was not checked."""

import datetime
import logging
import socket
import ssl
import threading
import time
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from telemetry.clients.gateway import busy, wire
from telemetry.clients.gateway.complete import ask_upstream, complete
from telemetry.clients.gateway.contracts import Ask, UpstreamFailed
from tests.telemetry.clients.gateway.servers import Asked, Reply, answering, drip, serving, speaking, tabby, upstream

ASK = Ask(prefix="x")


def fails(url: str, **fields: object) -> UpstreamFailed:
    with pytest.raises(UpstreamFailed) as failed:
        complete(upstream(url, key="sk-secret", **fields), ASK)
    return failed.value


def resolve_to(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """A name server that answers each look-up by the next of `answers`, the last one for ever. The names asked for."""
    left, asked = list(answers), []

    def getaddrinfo(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        try:
            ip_address(host)
            found = [host]
        except ValueError:
            asked.append(host)
            found = left.pop(0) if len(left) > 1 else left[0]
        family = {4: socket.AF_INET, 6: socket.AF_INET6}
        return [(family[ip_address(a).version], socket.SOCK_STREAM, 6, "", (a, port)) for a in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def test_connections_are_kept() -> None:
    with serving(tabby) as server:
        for _ in range(3):
            complete(upstream(server.url), ASK)
    assert len({asked.connection for asked in server.asked}) == 1


def test_threads_share_the_connections_safely() -> None:
    texts: list[str] = []

    def ask(number: int) -> None:
        texts.extend(ask_upstream(upstream(server.url), Ask(f"{number}")).choices[0].text for _ in range(20))

    with serving(tabby) as server:
        threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(texts) == sorted(f"after '{number}'" for number in range(8) for _ in range(20))


def test_a_connection_closed_while_idle_is_replaced() -> None:
    def close_after(asked: Asked) -> Reply:
        status, headers, body = tabby(asked)
        return status, {**headers, "Connection": "close"}, body

    with serving(close_after) as server:
        for _ in range(2):
            complete(upstream(server.url), ASK)
    assert len({asked.connection for asked in server.asked}) == 2


def test_a_connection_that_dies_when_taken_up_again_is_tried_once_more() -> None:
    """The first connection answers once and dies on the second request, as when a keep-alive time ends just then."""
    body = b'{"id": "a", "choices": []}'
    seen: list[bool] = []

    def talk(connection: socket.socket) -> None:
        seen.append(True)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        if len(seen) == 1:
            connection.recv(65536)  # and no answer

    with speaking(talk) as url:
        assert [complete(upstream(url), ASK).id for _ in range(2)] == ["a", "a"]
    assert len(seen) == 2


def test_a_server_that_hangs_up_on_a_new_connection_is_not_asked_twice() -> None:
    seen: list[bool] = []
    with speaking(lambda _: seen.append(True)) as url:
        failed = fails(url)
    assert (failed.code, len(seen)) == ("upstream_unreachable", 1)


@pytest.mark.parametrize("talk", [lambda connection: time.sleep(5), drip], ids=["silent", "dripping"])
def test_a_slow_server_is_given_up_at_the_deadline(talk: object) -> None:
    with speaking(talk) as url:  # type: ignore[arg-type]
        started = time.monotonic()
        failed = fails(url, timeout_s=0.3)
        took = time.monotonic() - started
    assert (failed.code, failed.status) == ("upstream_timeout", 504)
    assert 0.25 < took < 3


def test_what_does_not_speak_http_has_its_code() -> None:
    with speaking(lambda connection: connection.sendall(b"SSH-2.0-sk-secret\r\n")) as url:
        assert fails(url).code == "upstream_unreachable"


def test_nobody_at_the_address_has_its_code() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    assert fails(f"http://127.0.0.1:{port}").code == "upstream_unreachable"


def test_a_name_nobody_knows_has_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "cannot be resolved" in fails("http://models.internal").detail


def test_a_name_server_that_does_not_answer_is_given_up_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(3))
    started = time.monotonic()
    assert fails("http://models.internal", timeout_s=0.2).code == "upstream_timeout"
    assert time.monotonic() - started < 2


def test_an_internal_address_behind_a_name_is_refused_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tabby) as server:
        resolve_to(monkeypatch, ["127.0.0.1"])
        failed = fails(f"https://models.example.com:{server.server_port}", allow_internal=False)
    assert (failed.code, server.asked) == ("upstream_forbidden", [])


def test_one_refused_address_among_several_refuses_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, ["127.0.0.1", "169.254.169.254"])
    assert fails("http://models.internal").code == "upstream_forbidden"


def test_a_name_is_resolved_once_and_the_checked_address_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rebinding name server: allowed at the check, the metadata service by the time of the connection."""
    with serving(tabby) as server:
        asked = resolve_to(monkeypatch, ["127.0.0.1"], ["169.254.169.254"])
        named = upstream(f"http://models.internal:{server.server_port}")
        assert complete(named, ASK).choices[0].text == "after 'x'"
        assert asked == ["models.internal"]
        assert server.asked[0].headers["host"] == f"models.internal:{server.server_port}"
        wire._pool(True, True).close()
        assert fails(named.url).code == "upstream_forbidden"


def test_the_other_addresses_of_a_name_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tabby) as server:
        resolve_to(monkeypatch, ["127.0.0.2", "127.0.0.1"])
        with socket.create_server(("127.0.0.2", 0)) as _:
            assert complete(upstream(f"http://models.internal:{server.server_port}"), ASK).choices


def test_http_to_a_public_address_is_refused_even_where_internal_ones_are_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolve_to(monkeypatch, ["93.184.216.34"])
    assert "https" in fails("http://models.example.com").detail


def test_a_connection_made_for_one_upstream_does_not_serve_one_that_may_not(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tabby) as server:
        complete(upstream(server.url), ASK)
        assert fails(server.url, allow_internal=False).code == "upstream_forbidden"
    assert len(server.asked) == 1


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tabby) as proxy, serving(tabby) as server:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        complete(upstream(server.url), ASK)
    assert (len(proxy.asked), len(server.asked)) == (0, 1)


def test_the_key_is_in_no_log_and_no_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(answering(b"sk-secret", 500)) as server:
        failed = fails(server.url)
        with pytest.raises(UpstreamFailed) as illegal:
            complete(upstream(server.url, key="sk-secret\r\nX: 1"), ASK)
    assert illegal.value.code == "upstream_error"
    assert illegal.value.__cause__ is None
    assert illegal.value.__suppress_context__
    said = [*caplog.messages, repr(failed), failed.detail, illegal.value.detail, repr(upstream("x", key="sk-secret"))]
    assert not [text for text in said if "sk-secret" in text]


def test_slow_upstreams_leave_threads_for_other_things(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLYWHEEL_WEB_THREADS", "4")
    with busy.slot():
        with busy.slot(), pytest.raises(UpstreamFailed) as failed:
            complete(upstream("http://127.0.0.1:9"), ASK)
        assert (failed.value.code, failed.value.status) == ("upstream_busy", 503)
        with busy.slot():  # a failure gave its place back
            pass


@pytest.mark.parametrize("threads", ["1", "2", "3"])
def test_small_servers_have_one_place(monkeypatch: pytest.MonkeyPatch, threads: str) -> None:
    monkeypatch.setenv("FLYWHEEL_WEB_THREADS", threads)
    with busy.slot(), pytest.raises(UpstreamFailed), busy.slot():
        pass


def test_certificates_are_verified(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    with serving(tabby) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        resolve_to(monkeypatch, ["127.0.0.1"])
        url = f"https://models.internal:{server.server_port}"
        assert "certificate" in fails(url).detail
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        for cached in (wire._pool, wire._tls):
            cached.cache_clear()
        assert complete(upstream(url, key="sk-secret"), ASK).choices[0].text == "after 'x'"
        assert "certificate" in fails(f"https://other.internal:{server.server_port}").detail
    assert len(server.asked) == 1


def self_signed(folder: Path) -> Path:
    """Key and certificate for models.internal in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "models.internal")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("models.internal")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
