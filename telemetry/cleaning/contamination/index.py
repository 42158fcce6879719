"""A benchmark's n-grams and commits, and finding its problems in a text. Pure.

A problem has parts (its statement, its solution, its tests), each with a number of n-grams that must be there before
the problem counts as present: one n-gram alone may be an idiom.
"""

import math
from collections.abc import Sequence
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from telemetry.cleaning.contamination.commits import same_commit
from telemetry.cleaning.contamination.ngrams import Hashes, hashes_of, words

# Measured on HumanEval against 68 438 windows of 3 000 characters of the standard library and installed packages: no
# window holds more than 3 of a part's n-grams (of 10 words), while half a typed prompt holds 4 in 19 of 20 problems.
ENOUGH: Final = 4  # n-grams that show any part, however long: at 10 words each a run of 13 equal words, as GPT-3 takes
SHARE: Final = 0.25  # of its n-grams that show a short part
_SPARSE: Final = 64  # places of the first look-up for each n-gram: one in so many n-grams goes on to the second


class Part(NamedTuple):
    """One text of a problem, by the problem's number and how many n-grams of it the index has."""

    problem: int
    ngrams: int

    @property
    def needed(self) -> int:
        return min(ENOUGH, math.ceil(SHARE * self.ngrams))


class Found(NamedTuple):
    """How many problems of the benchmark of that name a text holds."""

    benchmark: str
    problems: int


class Index:
    """One benchmark. `hashes` are sorted, `owners` says of each which of the `parts` it belongs to."""

    def __init__(
        self,
        name: str,
        ngram: int,
        hashes: Hashes,
        owners: npt.NDArray[np.uint32],
        parts: Sequence[Part],
        commits: frozenset[str] = frozenset(),
    ) -> None:
        self.name = name
        self.ngram = ngram
        self.hashes = hashes
        self.owners = owners
        self.parts = tuple(parts)
        self.commits = commits

    @cached_property
    def _shift(self) -> int:
        return 64 - max(8, math.ceil(math.log2(_SPARSE * len(self.hashes) + 1)))

    @cached_property
    def _occupied(self) -> npt.NDArray[np.bool_]:
        occupied = np.zeros(1 << (64 - self._shift), dtype=np.bool_)
        occupied[self.hashes >> self._shift] = True
        return occupied

    @cached_property
    def _needed(self) -> npt.NDArray[np.int64]:
        return np.array([part.needed for part in self.parts], dtype=np.int64)

    def problems(self, hashes: Hashes) -> int:
        """How many problems a text with these n-grams holds."""
        likely = hashes[self._occupied[hashes >> self._shift]]
        places = np.searchsorted(self.hashes, likely)
        here = likely[self.hashes.take(places, mode="clip") == likely] if len(likely) else likely
        if not len(here):
            return 0
        here = np.unique(here)
        first, last = np.searchsorted(self.hashes, here, "left"), np.searchsorted(self.hashes, here, "right")
        hits = [self.owners[start:stop] for start, stop in zip(first, last, strict=True)]
        counts = np.bincount(np.concatenate(hits), minlength=len(self.parts))
        return len({self.parts[number].problem for number in np.flatnonzero(counts >= self._needed)})

    def has_commit(self, repository: str, commit: str) -> bool:
        return bool(self.commits) and same_commit(repository, commit, self.commits)


class Benchmarks:
    """The indexes in force. An interaction's texts are cut into words once for all of them."""

    def __init__(self, indexes: Sequence[Index]) -> None:
        self.indexes = tuple(indexes)

    def in_texts(self, texts: Sequence[str]) -> list[Found]:
        """Which benchmarks have problems in these texts, read one after the other."""
        read = words("\n".join(texts))
        hashes = {ngram: hashes_of(read, ngram) for ngram in {index.ngram for index in self.indexes}}
        found = (Found(index.name, index.problems(hashes[index.ngram])) for index in self.indexes)
        return [each for each in found if each.problems]

    def at_commit(self, repository: str, commit: str) -> list[str]:
        """Names of the benchmarks with a problem taken from this commit."""
        if not (repository and commit):
            return []
        return [index.name for index in self.indexes if index.has_commit(repository, commit)]
