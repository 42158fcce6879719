"""Code as tokens, and its n-grams as 64-bit hashes that are the same on every machine. Pure."""

import re
from functools import lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

from exports.abuse.thresholds import NGRAM_MAX

Hashes = npt.NDArray[np.uint64]

_TOKEN = re.compile(r"[^\W\d]\w*|\d+|[^\w\s]")
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2⁶⁴ / golden ratio: spreads neighbouring values over the whole range
_SHIFT = np.uint64(29)
_CACHED_TEXTS = 4_096  # siblings repeat the chosen text, and come one after another


@lru_cache(maxsize=_CACHED_TEXTS)
def ngrams(text: str) -> Hashes:
    """The distinct n-grams of 1 to NGRAM_MAX tokens of a text, as sorted hashes."""
    found = np.sort(np.concatenate(_all_ngrams(_TOKEN.findall(text))))
    fresh = np.ones(len(found), dtype=np.bool_)
    np.not_equal(found[1:], found[:-1], out=fresh[1:])  # for short arrays np.unique takes twice as long
    distinct: Hashes = found[fresh]
    return distinct


def only_in(mine: Hashes, other: Hashes) -> Hashes:
    """The hashes of one side that the other has not; both sorted and distinct."""
    if not len(other):
        return mine
    places = np.searchsorted(other, mine)
    places[places == len(other)] = 0
    fresh: Hashes = mine[other[places] != mine]
    return fresh


def find(text: str, wanted: int) -> str:
    """The piece of the text, as written, whose n-gram has this hash; empty where there is none."""
    tokens = list(_TOKEN.finditer(text))
    for length, found in enumerate(_all_ngrams([token.group() for token in tokens]), 1):
        places = np.flatnonzero(found == np.uint64(wanted))
        if len(places):
            first = int(places[0])
            return text[tokens[first].start() : tokens[first + length - 1].end()]
    return ""


def hash_of(pattern: str) -> int:
    """The hash of a piece of at most NGRAM_MAX tokens, as `find` gives it; 0 for anything else."""
    tokens = _TOKEN.findall(pattern)
    if not 1 <= len(tokens) <= NGRAM_MAX:
        return 0
    return int(_all_ngrams(tokens)[len(tokens) - 1][0])


def _all_ngrams(tokens: list[str]) -> list[Hashes]:
    """By length, the hashes of the n-grams in order of appearance."""
    single = np.array([_token_hash(token) for token in tokens], dtype=np.uint64)
    found, longest = [single], single
    for length in range(2, NGRAM_MAX + 1):
        if len(single) < length:
            break
        longest = _mixed(longest[:-1] + single[length - 1 :] * np.uint64(2 * length + 1))
        found.append(longest)
    return found


def _mixed(values: Hashes) -> Hashes:
    spread = values * _MULTIPLIER
    return spread ^ (spread >> _SHIFT)


@lru_cache(maxsize=1 << 18)  # the vocabulary of a project, more or less; some 40 MB at most
def _token_hash(token: str) -> int:
    """64 bits of two checksums: nobody gains from a collision, so speed is what counts."""
    raw = token.encode("utf-8", "surrogatepass")
    return crc32(raw) << 32 | crc32(raw, 0x5BD1E995)
