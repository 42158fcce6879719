"""Personal data in code, in paths and in the words around them."""

import pytest

from telemetry.cleaning.redaction.numbers import is_card, is_cpf, is_dni, is_fiscal_code, is_iban
from telemetry.cleaning.redaction.people import is_person
from telemetry.cleaning.redaction.redactor import Redactor


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Copyright (c) 2020 Jane Doe", "# Copyright (c) 2020 <PERSON_1>"),
        ("// Copyright © 2015-2023, José García López", "// Copyright © 2015-2023, <PERSON_1>"),
        (" * @author Ludwig van Beethoven", " * @author <PERSON_1>"),
        ('__author__ = "Ada King"', '__author__ = "<PERSON_1>"'),
        ('"author": "Ada M. King <a@b.io>"', '"author": "<PERSON_1> <<EMAIL_1>>"'),
        ("Signed-off-by: Ada King <ada@king.io>", "Signed-off-by: <PERSON_1> <<EMAIL_1>>"),
        ("# Written by Jean-Luc O'Neill, 1999", "# Written by <PERSON_1>, 1999"),
        ("# Created by: Ada King", "# Created by: <PERSON_1>"),
        ("/mnt/c/Users/ada/x.py", "/mnt/c/Users/<USER_1>/x.py"),
        ("file:///home/ada/x.py", "file:///home/<USER_1>/x.py"),
        (r"\\wsl$\Ubuntu\home\ada\x.py", r"\\wsl$\Ubuntu\home\<USER_1>\x.py"),
        (r"C:\Documents and Settings\Ada King\x.py", r"C:\Documents and Settings\<USER_1>\x.py"),
        ("HOME=/home/ada", "HOME=/home/<USER_1>"),
        ("vim ~ada/.vimrc", "vim ~<USER_1>/.vimrc"),
        ("ssh://ada@host.internal/x.git", "ssh://<USER_1>@host.internal/x.git"),
        ("%2Fhome%2Fada%2Fx", "%2Fhome%2F<USER_1>%2Fx"),
        ("call (415) 867-5309", "call <PHONE_1>"),
        ("phone: 030 901820", "phone: <PHONE_1>"),
        ('"mobile": "+491709183746"', '"mobile": "<PHONE_1>"'),
        ("dial +49 170 9183746", "dial <PHONE_1>"),
        ("ether 3c:22:fb:9a:07:e1", "ether <MAC_1>"),
        ("IBAN DE89 3704 0044 0532 0130 00", "IBAN <ACCOUNT_1>"),
        ("pay GB29NWBK60161331926819 now", "pay <ACCOUNT_1> now"),
        ("card 4539 5787 6362 1486", "card <CARD_1>"),
        ("card_number = '4539578763621486'", "card_number = '<CARD_1>'"),
        ("cpf 529.982.247-25", "cpf <ID_1>"),
        ("codice RSSMRA85T10A562S", "codice <ID_1>"),
        ("DNI: 12345678Z", "DNI: <ID_1>"),
    ],
)
def test_it_is_replaced(text: str, expected: str) -> None:
    assert Redactor([text])(text) == expected


def test_a_name_found_once_goes_everywhere() -> None:
    texts = ["# Author: Ada King", "# Ask Ada King, not Ada Kingsley"]
    redactor = Redactor(texts)
    assert [redactor(text) for text in texts] == ["# Author: <PERSON_1>", "# Ask <PERSON_1>, not Ada Kingsley"]


def test_check_digits() -> None:
    assert is_iban("DE89370400440532013000")
    assert not is_iban("DE88370400440532013000")
    assert not is_iban("DE8937040044053201300")
    assert is_card("4539-5787-6362-1486")
    assert not is_card("4539-5787-6362-1487")
    assert not is_card("4111 1111 1111 1111")  # published for tests
    assert is_cpf("529.982.247-25")
    assert not is_cpf("529.982.247-26")
    assert is_fiscal_code("RSSMRA85T10A562S")
    assert not is_fiscal_code("RSSMRA85T10A562T")
    assert is_dni("X1234567L")
    assert not is_dni("X1234567M")


def test_organisations_are_no_people() -> None:
    assert is_person("Ada King")
    assert is_person("J. R. R. Tolkien")
    for name in ("Python Software Foundation", "AWS Marketplace", "The Authors", "All Rights"):
        assert not is_person(name)
