"""Nothing that was found is ever sent anywhere."""

import socket

import pytest

from telemetry.cleaning.redaction.redactor import Redactor
from tests.telemetry.cleaning.redaction.corpus import cases


def test_no_connection_is_made_for_any_family(monkeypatch: pytest.MonkeyPatch) -> None:
    """detect-secrets can ask issuers whether a secret is valid; only its patterns are used."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr("detect_secrets.plugins.base.BasePlugin.verify", refuse)
    for case in cases(5):
        assert Redactor([case.text])
