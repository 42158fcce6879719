"""n-grams of words as 64-bit hashes, the same on every machine and in every process.

A word is a run of letters, digits and `_`, in lower case. Everything else separates words, so that white space, quotes,
brackets, comment signs and line breaks (also `\\n` as JSON and string literals write it) hide nothing: code keeps its
n-grams when a formatter or a chat window has been over it.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]

CHUNK_BYTES: Final = 1 << 16  # hashed at once: bounds the memory, 8 arrays of 8 bytes each
LONGEST_WORD: Final = 100  # bytes of a word that count where a text is hashed in chunks
_BASE: Final = 0x9E3779B97F4A7C15  # odd, so it has an inverse modulo 2⁶⁴
_WORD_BYTES: Final = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789_") | frozenset(range(0x80, 0x100))
_TABLE: Final = bytes(
    lower if (lower := ord(chr(byte).lower()) if byte < 0x80 else byte) in _WORD_BYTES else 0x20 for byte in range(256)
)


def _powers(base: int) -> Hashes:
    factors = np.full(CHUNK_BYTES + 1, base, dtype=np.uint64)
    factors[0] = 1
    return np.multiply.accumulate(factors)


_POWERS: Final = _powers(_BASE)
_INVERSES: Final = _powers(pow(_BASE, -1, 2**64))


def words(text: str) -> list[bytes]:
    """The words of a text, in UTF-8."""
    raw = text.encode("utf-8", "surrogatepass")
    if b"\\" in raw:
        raw = raw.replace(b"\\n", b" ").replace(b"\\t", b" ")
    return raw.translate(_TABLE).split()


def hashes_of(found: list[bytes], n: int) -> Hashes:
    """The hash of every run of `n` words, in order; empty where there are fewer words."""
    if len(found) < n:
        return np.empty(0, dtype=np.uint64)
    joined = b" ".join(found) + b" "
    if len(joined) <= CHUNK_BYTES:
        return _hashes(joined, n)
    return np.concatenate([_hashes(chunk, n) for chunk in _chunks(found, n)])


def _chunks(found: list[bytes], n: int) -> list[bytes]:
    """Pieces of at most CHUNK_BYTES that together hold every run of `n` words once."""
    step = CHUNK_BYTES // (LONGEST_WORD + 1) - n
    pieces = (found[start : start + step + n - 1] for start in range(0, len(found) - n + 1, step))
    return [b"".join(word[:LONGEST_WORD] + b" " for word in piece) for piece in pieces]


def _hashes(joined: bytes, n: int) -> Hashes:
    """A polynomial over the bytes of each run, from the differences of one running sum (Rabin and Karp)."""
    text = np.frombuffer(joined, dtype=np.uint8)
    starts = np.empty(joined.count(b" ") + 1, dtype=np.intp)
    starts[0] = 0
    starts[1:] = np.flatnonzero(text == 0x20) + 1
    sums = np.zeros(len(starts), dtype=np.uint64)
    np.cumsum(np.add.reduceat(text * _POWERS[: len(text)], starts[:-1]), out=sums[1:])
    return (sums[n:] - sums[:-n]) * _INVERSES[starts[:-n]]
