"""Telling what a machine drew at random from what a person wrote."""

import math
import re
from collections import Counter

# Bits a character. A random 20-character base64 string reaches about 4, English words about 3 at that length.
LEAST_ENTROPY = 3.0
STRONG_ENTROPY = 4.5  # detect-secrets' limit for base64 strings; reachable from 23 characters on

_PLACEHOLDER = re.compile(
    r"(?i)your|example|change.?me|placeholder|redacted|dummy|sample|xxx|\*\*\*|\.\.\.|<|>|\$\{|\{\{|\}|%s|^test|^fake|"
    r"environ|getenv|process\.env|abcdefgh|12345678|01234567|^none$|^null$|^true$|^false$"
)


def entropy(text: str) -> float:
    """Shannon entropy of the characters, bits a character."""
    total = len(text)
    return -sum(count / total * math.log2(count / total) for count in Counter(text).values())


def is_placeholder(text: str) -> bool:
    """Whether the text stands for a value instead of being one: `your-key-here`, `${KEY}`, an alphabet."""
    return _PLACEHOLDER.search(text) is not None


def looks_random(text: str, least: float = LEAST_ENTROPY) -> bool:
    """Letters and digits mixed, no placeholder, entropy of at least `least` bits a character."""
    mixed = any(map(str.isdigit, text)) and any(map(str.isalpha, text))
    return mixed and not is_placeholder(text) and entropy(text) >= least
