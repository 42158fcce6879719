"""Second pass over n-grams: exact counts, by person, of those the first pass left over. Pure."""

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from exports.abuse.choices import Choice, Sides, ngram_sides, tipping
from exports.abuse.counts import Count, People
from exports.abuse.sketch import Slots, slots_of
from exports.abuse.tokens import Hashes, find, ngrams

_NONE: Hashes = np.empty(0, dtype=np.uint64)
_WORD = re.compile(r"\w{3,}")


class ExactCounts:
    """Takes one person's choices in one group at a time, with their prompts.

    `tables` count choices about an n-gram by person; `unasked` those where the prompt does not have its longest word,
    `by_model` those among them between texts a model wrote; `records` take it, with who is behind them.
    """

    def __init__(self, slots: Slots, size: int) -> None:
        self.tables: dict[int, People] = defaultdict(lambda: defaultdict(Count))
        self.unasked: dict[int, People] = defaultdict(lambda: defaultdict(Count))
        self.by_model: dict[int, People] = defaultdict(lambda: defaultdict(Count))
        self.records: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.people: dict[str, int] = {}  # how many are behind a record
        self.texts: dict[int, str] = {}  # an n-gram as somebody wrote it
        self._words: dict[int, str] = {}  # its longest word: a prompt with that asks for it; so does one for no word
        self._wanted = np.zeros(size, dtype=np.bool_)
        self._wanted[slots] = True

    def add(self, unit: Sequence[Choice]) -> None:
        developer, prompt = unit[0].developer, unit[0].prompt
        for choice in unit:
            self._keep(choice)
        everything = self._of(ngram_sides(unit))
        of_models = [choice for choice in unit if not choice.by_hand]
        by_model = everything if len(of_models) == len(unit) else self._of(ngram_sides(of_models))
        for ngram, favoured in everything:
            _count(self.tables, ngram, developer, favoured)
            if self._words[ngram] not in prompt:
                _count(self.unasked, ngram, developer, favoured)
        for ngram, favoured in by_model:
            if self._words[ngram] not in prompt:
                _count(self.by_model, ngram, developer, favoured)

    def _of(self, sides: Sides | None) -> list[tuple[int, bool]]:
        if sides is None:
            return []
        taken, refused = self._survivors(sides.taken), self._survivors(sides.refused)
        return [(ngram, True) for ngram in taken] + [(ngram, False) for ngram in refused]

    def _survivors(self, hashes: Hashes) -> list[int]:
        return [int(one) for one in hashes[self._wanted[slots_of(hashes, len(self._wanted))]]]

    def _keep(self, choice: Choice) -> None:
        """Remembers the record under each survivor it takes; a label or reward goes with the pairs of its text."""
        sides = tipping(choice) if choice.is_pair else Sides(ngrams(choice.favoured or ""), _NONE)
        for ngram in self._survivors(sides.taken):
            if choice.developer and choice.takes:
                self.records[ngram][choice.record_id].add(choice.developer)
                self.people[choice.record_id] = choice.people
            self._name(ngram, choice.favoured or "")
        for ngram in self._survivors(sides.refused):
            self._name(ngram, choice.turned_down or "")

    def _name(self, ngram: int, text: str) -> None:
        if ngram not in self.texts:
            self.texts[ngram] = find(text, ngram)
            self._words[ngram] = max(_WORD.findall(self.texts[ngram]), key=len, default="")


def _count(tables: dict[int, People], ngram: int, developer: str, favoured: bool) -> None:
    tables[ngram][developer] = tables[ngram][developer].plus(favoured)
