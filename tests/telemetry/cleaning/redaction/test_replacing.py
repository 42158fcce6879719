"""Replacing few values and many gives the same, in time that grows with the text."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.cleaning.redaction import replacing
from telemetry.cleaning.redaction.finding import ANYWHERE, whole
from telemetry.cleaning.redaction.redactor import Redactor
from telemetry.cleaning.redaction.replacing import Replacement

values = st.lists(st.text("ab<", min_size=1, max_size=6), min_size=1, max_size=6, unique=True)


def naive(text: str, wanted: dict[str, str]) -> str:
    """The definition: leftmost first, and the longest there."""
    pattern = "|".join(map(re.escape, sorted(wanted, key=len, reverse=True)))
    return re.sub(pattern, lambda match: wanted[match.group()], text)


@given(st.text("ab<c", max_size=40), values)
def test_few_and_many_agree_with_the_definition(text: str, wanted: list[str]) -> None:
    placeholders = {value: f"<{number}>" for number, value in enumerate(wanted)}
    arounds = {value: [ANYWHERE] for value in wanted}
    few = Replacement(placeholders, arounds)
    assert few(text) == naive(text, placeholders)
    limit = replacing.FEW
    replacing.FEW = 0
    try:
        assert Replacement(placeholders, arounds)(text) == few(text)
    finally:
        replacing.FEW = limit


def test_a_value_is_replaced_only_where_one_of_its_surroundings_fits() -> None:
    replace = Replacement({"ada": "<1>"}, {"ada": [whole("ada")]})
    assert replace("ada adamant x-ada") == "<1> adamant x-<1>"


def test_thousands_of_values_are_all_replaced() -> None:
    text = " ".join(f"user{number}@corp.io" for number in range(3_000))
    redacted = Redactor([text])(text)
    assert "@" not in redacted
    assert redacted.endswith("<EMAIL_3000>")


HOSTILE = (
    "a", "A", "0", "(", "=", "a.", "?sig=a", "&token=", "accountkey=", "password=", "password='", "SharedAccessKey=",
    "tokentoken", "='aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bD1fG", "xoxb-1-", "_authtoken", "cloudant:", "softlayer user=", "ghp_",
    "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "A" * 64 + "\n", "LS0tLS1CRUdJTi", '"kty" "d":"a',
    "PuTTY-User-Key-File-", "://a:b@", "a@b.", "/home/a/", "C:\\Users\\", "+1 2", "phone: 1", "1.1.1.", ":aa:", "AA00",
    "4111 ", "Copyright Ab ", "Ab <", " <a@", "author: Ab ", "$2a$", "--password x1", "mysql -p ", "mnemonic = \"abc ",
    "login a password ", "a:*:a:a:", "server=a;password=a1;", "<secret", "token:\n", "\\n", "\x00", "İ", "é",
)  # fmt: skip
SMALL, LARGE = 30_000, 240_000  # characters
# Times of a busy machine scatter; what is quadratic takes 64 times as long.
MOST = 24


def seconds(text: str) -> float:
    began = time.process_time()
    Redactor([text])(text)
    return time.process_time() - began


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE)
def test_eight_times_the_text_takes_about_eight_times_as_long(piece: str) -> None:
    small = max(min(seconds(piece * (SMALL // len(piece))) for _ in range(2)), 0.005)
    assert seconds(piece * (LARGE // len(piece))) <= MOST * small


@pytest.mark.slow
def test_a_megabyte_of_different_values_takes_time_in_proportion() -> None:
    def text(size: int) -> str:
        return "\n".join(f"/home/u{n}/ 'u{n}@corp.io' password='Xy{n}!kQ'" for n in range(size // 48))

    assert seconds(text(1_000_000)) <= MOST * max(seconds(text(125_000)), 0.01)
