"""The two passes over a project's choices, which come one person after the other. Pure."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

import numpy as np

from exports.abuse.choices import Choice, ngram_sides, units
from exports.abuse.counts import clique_limit
from exports.abuse.exact import ExactCounts
from exports.abuse.found import Found
from exports.abuse.known import KnownTally
from exports.abuse.sketch import Recurrence, Sketch, Slots, slots_of
from exports.abuse.unknown import Judge

_REPORT_EVERY = 1_000  # choices

Progress = Callable[[int], object]


class FirstPass:
    """What one pass over all choices leaves."""

    def __init__(self) -> None:
        self.known = KnownTally()
        self.choices = 0
        self.by_person: Counter[str] = Counter()  # pairs and labels
        self.survivors: Slots = np.empty(0, dtype=np.int64)
        self.tests = 0
        self.size = 0
        self.recurrence = Recurrence(())

    @property
    def people(self) -> int:
        return len(self.by_person)


def first_pass(choices: Iterable[Choice], size: int, progress: Progress) -> FirstPass:
    """`size`: how many slots n-grams are counted in."""
    found, sketch = FirstPass(), Sketch(size)
    found.size = size
    for developer, theirs in groupby(_watched(choices, progress), key=attrgetter("developer")):
        for unit in units(theirs):
            _count(found, sketch, developer, unit)
        sketch.end_person()
    found.survivors, found.tests = sketch.survivors()
    found.recurrence = sketch.recurrence(clique_limit(found.people))
    return found


def second_pass(
    choices: Iterable[Choice],
    first: FirstPass,
    confirmed: Mapping[int, Collection[str]],
    known: Sequence[Found],
    progress: Progress,
) -> list[Found]:
    """Findings about n-grams, without those that say of the same records what `known` says."""
    asked_for = slots_of(np.array(sorted(confirmed), dtype=np.uint64), first.size)
    counts = ExactCounts(np.union1d(first.survivors, asked_for), first.size)
    for unit in units(_watched(choices, progress)):
        counts.add(unit)
    return Judge(counts, first.people, first.recurrence).judge(first.tests, confirmed, known)


def _count(found: FirstPass, sketch: Sketch, developer: str, unit: list[Choice]) -> None:
    found.choices += len(unit)
    found.known.add(unit)
    if developer:
        found.by_person[developer] += sum(choice.is_vote_on_pair or choice.is_label for choice in unit)
    sides = ngram_sides(unit)
    if sides is not None:
        sketch.add(sides)


def _watched(choices: Iterable[Choice], progress: Progress) -> Iterator[Choice]:
    for number, choice in enumerate(choices, 1):
        if number % _REPORT_EVERY == 0:
            progress(_REPORT_EVERY)
        yield choice
