"""Secrets at rest."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from flywheel.encryption import Undecryptable, decrypt, encrypt


@given(st.binary(max_size=200))
def test_what_is_encrypted_is_read_again(plain: bytes) -> None:
    assert decrypt(encrypt(plain)) == plain


def test_the_same_secret_looks_different_each_time_and_never_like_itself() -> None:
    one, two = encrypt(b"sk-secret"), encrypt(b"sk-secret")
    assert one != two
    assert b"sk-secret" not in one


def test_a_database_s_memoryview_is_read_too() -> None:
    assert decrypt(memoryview(encrypt(b"key"))) == b"key"  # type: ignore[arg-type]


def test_a_former_secret_key_still_decrypts_and_encrypts_no_more(settings: Settings) -> None:
    settings.SECRET_KEY = "the first"
    sealed = encrypt(b"key")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the second", ["the first"]
    assert decrypt(sealed) == b"key"
    newer = encrypt(b"key")
    settings.SECRET_KEY_FALLBACKS = []
    assert decrypt(newer) == b"key"
    with pytest.raises(Undecryptable):
        decrypt(sealed)


@pytest.mark.parametrize("garbage", [b"", b"\x00", b"sk-secret", b"gAAAAA", "ü".encode()])
def test_garbage_is_undecryptable_and_not_repeated(garbage: bytes) -> None:
    with pytest.raises(Undecryptable) as refused:
        decrypt(garbage)
    assert "sk-secret" not in str(refused.value)


def test_a_changed_byte_is_noticed() -> None:
    raw = bytearray(base64.urlsafe_b64decode(encrypt(b"key")))
    for at in (0, 10, len(raw) // 2, len(raw) - 1):
        changed = bytearray(raw)
        changed[at] ^= 1
        with pytest.raises(Undecryptable):
            decrypt(base64.urlsafe_b64encode(changed))
