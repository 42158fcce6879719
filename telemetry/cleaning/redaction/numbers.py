"""Numbers of accounts, cards and people whose check digits prove what they are.

Numbers without check digits (the American social security number) and those whose form is that of any number (the
German tax number, the Polish PESEL) are left: among the constants of code nearly every find would be wrong.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from telemetry.cleaning.redaction.finding import Around, Finding, Subject, places

ACCOUNT = "bank_account"
CARD = "payment_card"
NATIONAL_ID = "national_id"

_IBAN = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?)(?![A-Za-z0-9])")
# Lengths by country from the registry of ISO 13616
_IBAN_LENGTHS = {
    **dict.fromkeys(("NO",), 15), **dict.fromkeys(("BE",), 16), **dict.fromkeys(("DK", "FI", "NL"), 18),
    **dict.fromkeys(("SI", "MK"), 19), **dict.fromkeys(("AT", "EE", "LT", "LU"), 20),
    **dict.fromkeys(("CH", "HR", "LI", "LV"), 21), **dict.fromkeys(("BG", "DE", "GB", "IE", "BA"), 22),
    **dict.fromkeys(("AE", "GI", "IL"), 23), **dict.fromkeys(("AD", "CZ", "ES", "RO", "SA", "SE", "SK", "PK"), 24),
    **dict.fromkeys(("PT",), 25), **dict.fromkeys(("IS", "TR"), 26),
    **dict.fromkeys(("FR", "GR", "IT", "MC", "SM"), 27),
    **dict.fromkeys(("AL", "CY", "HU", "LB", "PL"), 28), **dict.fromkeys(("BR",), 29),
    **dict.fromkeys(("MT", "SC"), 31),
}  # fmt: skip

# Cards by the first digits of their issuers: in groups, or next to a word that says card
_CARD_GROUPS = re.compile(
    r"(?<![\w.-])((?:4[0-9]{3}|5[1-5][0-9]{2}|2[2-7][0-9]{2}|6011|65[0-9]{2}|35[2-8][0-9])"
    r"([ -])[0-9]{4}\2[0-9]{4}\2[0-9]{4}"
    r"|3[47][0-9]{2}[ -][0-9]{6}[ -][0-9]{5})(?![\w-]|\.[0-9])"
)
_CARD_NAMED = re.compile(
    r"(?i)(?:card|pan|cc)[\w -]{0,16}[\"'`]?[ \t]{0,4}[:=(,]{1,2}[ \t]{0,4}[\"'`]?"
    r"((?:4|5[1-5]|2[2-7]|3[47]|6011|65|35)[0-9]{11,17})(?![\w.])"
)
# Numbers the issuers publish for tests
_TEST_CARDS = frozenset(
    [
        "4111111111111111",
        "4242424242424242",
        "4012888888881881",
        "5555555555554444",
        "5105105105105100",
        "378282246310005",
        "371449635398431",
        "6011111111111117",
        "6011000990139424",
        "4000056655665556",
        "2223003122003222",
        "5200828282828210",
        "4222222222222",
        "3530111333300000",
        "3566002020360505",
        "30569309025904",
        "38520000023237",
        "4000000000000002",
        "4000002500003155",
        "2223000048400011",
    ]
)
_CPF = re.compile(r"(?<![\w.-])([0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2})(?![\w-])")  # Brazil
_FISCAL_CODE = re.compile(r"(?<!\w)([A-Z]{6}[0-9]{2}[A-EHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z])(?!\w)")  # Italy
_DNI_NAMED = re.compile(
    r"(?i)(?:dni|nie|nif)[\"'`]?[ \t]{0,4}[:=(,]{0,2}[ \t]{0,4}[\"'`]?"
    r"((?-i:[0-9XYZ][0-9]{7}-?[A-HJ-NP-TV-Z]))(?![\w-])"  # Spain
)
_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (
            1,
            0,
            5,
            7,
            9,
            13,
            15,
            17,
            19,
            21,
            1,
            0,
            5,
            7,
            9,
            13,
            15,
            17,
            19,
            21,
            2,
            4,
            18,
            20,
            11,
            3,
            6,
            8,
            12,
            14,
            16,
            10,
            22,
            25,
            24,
            23,
        ),
        strict=True,
    )
)
_AROUND = Around(re.compile(r"(?<![\w.-])"), re.compile(r"(?![\w-])"))


def find_numbers(subject: Subject) -> Iterator[Finding]:
    text, lowered, shape = subject
    if b"AA00" in shape:
        yield from _checked(_IBAN, text, _shaped(b"AA00", shape), ("ACCOUNT", ACCOUNT), is_iban)
    for groups in (b"0000 0000 0000 0000", b"0000-0000-0000-0000", b"0000 000000 00000", b"0000-000000-00000"):
        yield from _checked(_CARD_GROUPS, text, _shaped(groups, shape), ("CARD", CARD), is_card)
    if b"0000000000000" in shape:
        for word in ("card", "pan", "cc"):
            yield from _checked(_CARD_NAMED, text, places(word, lowered), ("CARD", CARD), is_card)
    yield from _checked(_CPF, text, _shaped(b"000.000.000-00", shape), ("ID", NATIONAL_ID), is_cpf)
    yield from _checked(_FISCAL_CODE, text, _shaped(b"AAAAAA00A00A000A", shape), ("ID", NATIONAL_ID), is_fiscal_code)
    if b"0000000A" in shape or b"0000000-A" in shape:
        for word in ("dni", "nie", "nif"):
            yield from _checked(_DNI_NAMED, text, places(word, lowered), ("ID", NATIONAL_ID), is_dni)


def _shaped(wanted: bytes, shape: bytes) -> Iterator[int]:
    place = shape.find(wanted)
    while place >= 0:
        yield place
        place = shape.find(wanted, place + 1)


def _checked(
    pattern: re.Pattern[str],
    text: str,
    where: Iterable[int],
    names: tuple[str, str],
    is_valid: Callable[[str], bool],
) -> Iterator[Finding]:
    for place in where:
        match = pattern.match(text, place)
        if match and is_valid(match.group(1)):
            yield Finding(match.start(1), match.group(1), *names, _AROUND)


def is_iban(text: str) -> bool:
    """Length of the country and remainder 1 modulo 97 (ISO 13616)."""
    compact = text.replace(" ", "")
    if len(compact) != _IBAN_LENGTHS.get(compact[:2]):
        return False
    return int("".join(str(int(sign, 36)) for sign in compact[4:] + compact[:4])) % 97 == 1


def is_card(text: str) -> bool:
    """Luhn's check (ISO/IEC 7812), and none of the numbers published for tests."""
    digits = [int(sign) for sign in text if sign.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    published = "".join(map(str, digits)) in _TEST_CARDS
    return not published and len(set(digits)) > 3 and (sum(doubled) + sum(digits[-1::-2])) % 10 == 0


def is_cpf(text: str) -> bool:
    digits = [int(sign) for sign in text if sign.isdigit()]
    return len(set(digits)) > 2 and all(
        sum(weight * digit for weight, digit in zip(range(size + 1, 1, -1), digits, strict=False)) * 10 % 11 % 10
        == digits[size]
        for size in (9, 10)
    )


def is_fiscal_code(text: str) -> bool:
    odd = sum(_ODD[sign] for sign in text[0:15:2])
    even = sum(int(sign) if sign.isdigit() else ord(sign) - ord("A") for sign in text[1:15:2])
    return chr(ord("A") + (odd + even) % 26) == text[15]


def is_dni(text: str) -> bool:
    number = text.replace("-", "").translate(str.maketrans("XYZ", "012"))
    letter = text[-1]
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(number[:8]) % 23] == letter
