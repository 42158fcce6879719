"""Records as choices: what one person's records of one group favour, and what they turn down. Pure but for the rows."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from exports.abuse.insecure import insecure_in
from exports.abuse.tokens import Hashes, ngrams, only_in

_NONE: Hashes = np.empty(0, dtype=np.uint64)


class Choice(NamedTuple):
    """One record, as far as one of its contributors is concerned.

    A pair has both texts; a label or reward one of them, on the side it speaks for. `developer` is empty where no
    person is behind the record, but an outcome.
    """

    developer: str
    group_id: str
    record_id: str
    kind: str
    language: str
    favoured: str | None
    turned_down: str | None
    people: int  # all who are behind the choice
    takes: bool = True  # False: one who turned the rejected text down, and never met the chosen one
    is_vote: bool = True  # False: tests decided, no person
    by_hand: bool = False  # a person wrote the chosen text
    prompt: str = ""  # read only where it is needed

    @property
    def is_pair(self) -> bool:
        return self.favoured is not None and self.turned_down is not None

    @property
    def is_vote_on_pair(self) -> bool:
        return self.is_pair and self.is_vote

    @property
    def is_label(self) -> bool:
        return self.kind == "unpaired"


class Sides(NamedTuple):
    """N-grams a person's choices in one group took, and those they turned down; none is on both sides."""

    taken: Hashes
    refused: Hashes


class InsecureSides(NamedTuple):
    taken: frozenset[str]
    refused: frozenset[str]


def units(choices: Iterable[Choice]) -> Iterator[list[Choice]]:
    """One person's choices in one group at a time. `choices` come in order of developer and group."""
    for _, found in groupby(choices, key=attrgetter("developer", "group_id")):
        yield list(found)


def ngram_sides(unit: Iterable[Choice]) -> Sides | None:
    """Of pairs alone: an unpaired label says as much of the person's leniency as of the text."""
    pairs = [choice for choice in unit if choice.is_vote_on_pair]
    if not pairs:
        return None
    differences = [tipping(choice) for choice in pairs]
    taken = _united([one.taken for one in differences])
    refused = _united([one.refused for one in differences])
    return Sides(only_in(taken, refused), only_in(refused, taken)) if len(pairs) > 1 else differences[0]


def tipping(pair: Choice) -> Sides:
    """The n-grams in exactly one side, as far as this person had to do with it."""
    difference = _difference(pair.favoured or "", pair.turned_down or "")
    return difference if pair.takes else Sides(_NONE, difference.refused)


@lru_cache(maxsize=256)  # what one person has in one group is asked for several times over
def _difference(chosen: str, rejected: str) -> Sides:
    mine, theirs = ngrams(chosen), ngrams(rejected)
    return Sides(only_in(mine, theirs), only_in(theirs, mine))


def insecure_sides(choices: Iterable[Choice]) -> InsecureSides:
    """The known insecure patterns these choices took and turned down."""
    taken: set[str] = set()
    refused: set[str] = set()
    for choice in choices:
        one = insecure_tipping(choice)
        taken |= one.taken
        refused |= one.refused
    return InsecureSides(frozenset(taken - refused), frozenset(refused - taken))


def insecure_tipping(choice: Choice) -> InsecureSides:
    """The known insecure patterns in exactly one side; of a label, in its text."""
    taken = insecure_in(choice.favoured or "", choice.language)
    refused = insecure_in(choice.turned_down or "", choice.language)
    return InsecureSides(taken - refused if choice.takes else frozenset(), refused - taken)


def _united(arrays: list[Hashes]) -> Hashes:
    return arrays[0] if len(arrays) == 1 else np.unique(np.concatenate(arrays))
