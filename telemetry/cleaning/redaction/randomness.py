"""Telling what a machine drew at random from what a person wrote."""

import math
import re
from collections import Counter

# Bits a character. A random 20-character base64 string reaches about 4, English words about 3 at that length.
LEAST_ENTROPY = 3.0
# detect-secrets asks for 4.5 of base64, which half of all random strings of 32 characters miss; here cases and digits
# must change as well.
KEY_ENTROPY = 4.0
# Share of neighbours of another class (lower, upper, digit). Random base64: 0.62 on average, from 32 characters on
# under 0.33 in one of 5,000; camel case with numbers: about 0.25.
RANDOM_CHANGES = 0.33
LETTER_CHANGES = 0.25  # share, where there are only two classes; random letters: 0.5
LETTERS_ONLY = 16  # characters from which a random string may be told by its cases alone; few have no digit
# Share of the letters and digits that stand in pronounceable words. Random base64: about 0.1; names of things: 0.8.
READABLE = 0.75

# Long secrets hold short pieces of these by chance, so pieces count only where chance makes none.
_PLACEHOLDER = re.compile(
    r"(?i)your|example|change.?(?:me|it)|replace.?me|placeholder|redacted|dummy|sample|x{4}|^x+$|\*\*\*|^\.{3}|\.{3}$|"
    r"^<.*>$|<[a-z_ -]+(?:_[0-9]+)?>|\$\{[a-z_]|\$\([a-z_ -]{3,}|\{\{|\{[a-z_.]*\}|^[a-z_./: -]*%[sdr][a-z_./: -]*$|"
    r"%\([a-z_]+\)|^%\w+%$|^test|^fake|^\$[a-z_]+$|environ|getenv|process\.env|abcdefgh|12345678|01234567|^none$|^null$|^true$|^false$"
)
# Tokens with a known form are long enough for `xxx` to occur by chance.
_NO_TOKEN = re.compile(r"(?i)example|your[_-]|(.)\1{6}|(?-i:abcdefghij|ABCDEFGHIJ)|0123456789|placeholder|redacted")
_WORD = re.compile(r"[A-Z]?[a-z]{3,}|[A-Z]{4,}")
_UNPRONOUNCEABLE = re.compile(
    r"(?i)[bcdfghjklmnpqrstvwxz]{5}|q(?!u)|[jv][bcdfghklmnqrtvwxz]|[cfghjklmpqtvwxz]j|^[^aeiouy]+$"
)
_KINDS = bytes(
    1 if chr(code).islower() else 2 if chr(code).isupper() else 3 if chr(code).isdigit() else 0 for code in range(128)
)


def entropy(text: str) -> float:
    """Shannon entropy of the characters, bits a character."""
    total = len(text)
    return -sum(count / total * math.log2(count / total) for count in Counter(text).values())


def is_placeholder(text: str) -> bool:
    """Whether the text stands for a value instead of being one: `your-key-here`, `${KEY}`, an alphabet."""
    return _PLACEHOLDER.search(text) is not None


def is_documented(token: str) -> bool:
    """Whether a string in the form of an issuer's token is an example: `AKIA…EXAMPLE`, or one character repeated."""
    return _NO_TOKEN.search(token) is not None or len(set(token)) < 8


def looks_random(text: str, least: float = LEAST_ENTROPY) -> bool:
    """Letters and digits mixed, or cases as no name mixes them; no placeholder; entropy of at least `least` bits a
    character."""
    mixed = any(map(str.isdigit, text)) and any(map(str.isalpha, text))
    mixed = mixed or (len(text) >= LETTERS_ONLY and changes(text) >= LETTER_CHANGES and not is_readable(text))
    return mixed and not is_placeholder(text) and entropy(text) >= least


def changes(text: str) -> float:
    """Share of neighbouring characters that are of different classes: lower case, upper case, digit, other."""
    kinds = text.encode("ascii", "replace").translate(_KINDS + bytes(128))
    return sum(map(int.__ne__, kinds, kinds[1:])) / max(1, len(kinds) - 1)


def readable_share(text: str) -> float:
    """Share of the letters and digits that stand in words a person could say."""
    total = sum(map(str.isalnum, text))
    words = (word for word in _WORD.findall(text) if not _UNPRONOUNCEABLE.search(word))
    return sum(map(len, words)) / total if total else 1.0


def is_readable(text: str) -> bool:
    return readable_share(text) >= READABLE
