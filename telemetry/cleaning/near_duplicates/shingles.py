"""Texts as sets of hashed shingles, many texts at a time."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from telemetry.cleaning.near_duplicates.hashing import hash_text
from telemetry.cleaning.near_duplicates.tokens import TOKEN

TOKENS = 5  # a shingle; BigCode's and datatrove's length. A shorter text is one shingle: exact only.

Hashes = npt.NDArray[np.uint64]
Salted = tuple[str, str]  # (salt, text): equal texts of different salts share no shingle

_ODD = np.uint64(0x9E3779B97F4A7C15)  # the golden ratio's 64 bits, as in SplitMix64


def shingle_sets(sets: Sequence[Sequence[Salted]]) -> tuple[Hashes, Hashes]:
    """All shingles of all sets one after the other, and where each set begins: (n,) and (len(sets) + 1,).

    White space counts for nothing but parting words; a set without any token is empty.
    """
    words, lengths, salts, members = _tokens(sets)
    hashes = np.array(RMinHash.hash_token_sets([words])[0], dtype=np.uint64)
    count = np.maximum(hashes.size - TOKENS + 1, 0)
    mixed = np.zeros(count, dtype=np.uint64)
    for place in range(TOKENS):
        mixed = mix(mixed + hashes[place : place + count])
    mixed = mix(mixed ^ np.repeat(salts, lengths)[:count])
    inside = np.ones(hashes.size, dtype=bool)
    ends = np.cumsum(lengths)
    for back in range(1, TOKENS):  # shingles that would run over into the next text
        inside[ends - back] = False
    sizes = np.bincount(members, weights=lengths - TOKENS + 1, minlength=len(sets)).astype(np.uint64)
    return mixed[inside[:count]], np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(sizes, dtype=np.uint64)])


def _tokens(
    sets: Sequence[Sequence[Salted]],
) -> tuple[list[str], npt.NDArray[np.int64], Hashes, npt.NDArray[np.int64]]:
    """All tokens; and of each text with any, the number of its tokens, its salt's hash and its set's number."""
    words: list[str] = []
    lengths, salts, members = [], [], []
    for number, texts in enumerate(sets):
        for salt, text in texts:
            found = TOKEN.findall(text)
            if found:
                found += [""] * (TOKENS - len(found))
                words += found
                lengths.append(len(found))
                salts.append(hash_text(salt))
                members.append(number)
    return (
        words,
        np.array(lengths, dtype=np.int64),
        np.array(salts, dtype=np.uint64),
        np.array(members, dtype=np.int64),
    )


def mix(values: Hashes) -> Hashes:
    """SplitMix64's finaliser: every bit of a value changes about half of the bits of its result."""
    values = values + _ODD
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
