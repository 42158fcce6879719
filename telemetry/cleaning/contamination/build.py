"""Making an index from a benchmark's problems. Pure.

What says little about any one problem is left out: n-grams that several problems share (imports, test scaffolding) and
n-grams of few different words with a letter in them (`1 2 3 4 …` stands in every test of an array).
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np

from telemetry.cleaning.contamination.commits import commit_key
from telemetry.cleaning.contamination.index import Index, Part
from telemetry.cleaning.contamination.ngrams import hashes_of, words

MOST_PROBLEMS: Final = 2  # share an n-gram that still tells one: two problems may be versions of each other
FEWEST_WORDS: Final = 1 / 3  # of an n-gram's words must be different ones with a letter


class Problem(NamedTuple):
    """One problem: its texts, and where it was taken from, if that is known."""

    texts: tuple[str, ...]
    repository: str = ""
    commit: str = ""


def build(
    name: str, problems: Sequence[Problem], ngram: int, step: Callable[[int], object] = lambda done: None
) -> Index:
    """The index of these problems; `step` is told of each that is done. Raises ValueError on a commit that is none."""
    told: list[tuple[int, frozenset[int]]] = []
    for number, problem in enumerate(problems):
        told += [(number, grams) for text in problem.texts if (grams := telling_ngrams(text, ngram))]
        step(1)
    shared = _shared(told)
    kept = [(number, own) for number, grams in told if (own := grams - shared)]
    pairs = sorted((gram, part) for part, (_, grams) in enumerate(kept) for gram in grams)
    return Index(
        name,
        ngram,
        np.array([gram for gram, _ in pairs], dtype=np.uint64),
        np.array([part for _, part in pairs], dtype=np.uint32),
        [Part(number, len(grams)) for number, grams in kept],
        frozenset(commit_key(problem.repository, problem.commit) for problem in problems if problem.commit),
    )


def telling_ngrams(text: str, ngram: int) -> frozenset[int]:
    """Hashes of the n-grams whose words say something."""
    found = words(text)
    lettered = [b"" if word.isdigit() else word for word in found]
    hashes = hashes_of(found, ngram).tolist()
    fewest = FEWEST_WORDS * ngram
    return frozenset(
        each
        for start, each in enumerate(hashes)
        if len({word for word in lettered[start : start + ngram] if word}) >= fewest
    )


def _shared(told: list[tuple[int, frozenset[int]]]) -> frozenset[int]:
    holders: dict[int, set[int]] = {}
    for number, grams in told:
        holders.setdefault(number, set()).update(grams)
    counts = Counter(gram for grams in holders.values() for gram in grams)
    return frozenset(gram for gram, times in counts.items() if times > MOST_PROBLEMS)
