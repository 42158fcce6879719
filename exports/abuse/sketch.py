"""First pass over n-grams, in flat memory: which of them do people differ about, so that few can be behind it? Pure.

Counts per slot of a hash, not per n-gram. With n_c choices about an n-gram by person c, f_c of them for it, F and N
their sums: Σ f_c²/n_c gives the χ² of heterogeneity, (Σ f_c²/n_c − F²/N) / p(1 − p) with p = F/N and k − 1 degrees of
freedom; F²/Σ f_c² is how many people its favour comes from. Both need only sums, so nothing is kept per person but
who chose most often: an n-gram only they meet cannot be compared with others, only with a coin. Two n-grams in one
slot blur each other a little; the second pass counts what survives exactly.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from exports.abuse.choices import Sides
from exports.abuse.significance import binomial_p_values, heterogeneity_p
from exports.abuse.thresholds import (
    CLIQUE_MAX,
    COIN_P,
    HETEROGENEITY_P,
    SURVIVORS_MAX,
    UNITS_MIN,
    WITNESSES_MIN,
)
from exports.abuse.tokens import Hashes

SLOTS_MAX = 1 << 22  # 125 MB; a collision costs sensitivity, never a false finding
_SLOTS_MIN = 1 << 14
_SLOTS_A_CHOICE = 128  # about how many n-grams nobody else has come with one
_PENDING = 2_000_000  # hashes of one person held before they are counted: 16 MB
_EFFECTIVE_MAX = 2.0 * CLIQUE_MAX  # people the favour may come from, with room for collisions
_OWN_SHARE = 0.5  # of the choices in a slot: whoever made more of them than all others has it to themselves

Slots = npt.NDArray[np.int64]
Tally = tuple[Slots, npt.NDArray[np.int64], npt.NDArray[np.int64]]  # slots, choices about them, choices for them


def size_for(choices: int) -> int:
    """How many slots to take for so many choices: a power of two."""
    return min(SLOTS_MAX, max(_SLOTS_MIN, 1 << (choices * _SLOTS_A_CHOICE).bit_length()))


def slots_of(hashes: Hashes, size: int) -> Slots:
    return (hashes & np.uint64(size - 1)).astype(np.int64)


class Recurrence(NamedTuple):
    """`reached[k - 1]`: n-grams only one person met about which that person chose at least k times.

    As far as more people reach than a clique has; beyond, it goes on falling as it fell on average so far.
    """

    reached: tuple[int, ...]

    def tail(self, times: int) -> float:
        """The share of n-grams only one person meets about which that person chooses at least so many times."""
        if not self.reached or not self.reached[0]:
            return 1.0
        known = min(times, len(self.reached))
        share = (self.reached[known - 1] + 1) / (self.reached[0] + 1)
        falls = share ** (1 / (known - 1)) if known > 1 else 1.0
        return float(share * falls ** (times - known))


class Sketch:
    """Takes one person after the other: `add` their units, then `end_person`."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._choices = np.zeros(size, dtype=np.int32)
        self._favoured = np.zeros(size, dtype=np.int32)
        self._heterogeneity = np.zeros(size, dtype=np.float32)
        self._squares = np.zeros(size, dtype=np.float32)
        self._people = np.zeros(size, dtype=np.uint16)
        self._most = np.zeros(size, dtype=np.int32)  # choices of whoever chose most often
        self._most_favoured = np.zeros(size, dtype=np.int32)
        self._owner = np.zeros(size, dtype=np.int32)  # the last person who met it, by number
        self._number = 0
        self._taken: list[Hashes] = []
        self._refused: list[Hashes] = []
        self._pending = 0
        self._person: Tally | None = None

    def add(self, sides: Sides) -> None:
        self._taken.append(sides.taken)
        self._refused.append(sides.refused)
        self._pending += len(sides.taken) + len(sides.refused)
        if self._pending >= _PENDING:
            self._compress()

    def end_person(self) -> None:
        self._compress()
        if self._person is None:
            return
        slots, choices, favoured = self._person
        self._person, self._number = None, self._number + 1
        self._owner[slots] = self._number
        self._choices[slots] += choices.astype(np.int32)
        self._favoured[slots] += favoured.astype(np.int32)
        self._heterogeneity[slots] += (favoured.astype(np.float64) ** 2 / choices).astype(np.float32)
        self._squares[slots] += favoured.astype(np.float32) ** 2
        self._people[slots] += (self._people[slots] < np.iinfo(np.uint16).max).astype(np.uint16)
        more = choices > self._most[slots]
        self._most[slots[more]] = choices[more]
        self._most_favoured[slots[more]] = favoured[more]

    def survivors(self) -> tuple[Slots, int]:
        """The slots to count exactly, and how many slots were tested: those with data enough, and those of one person.

        Which slots are tested depends on how much is known of them, never on what people chose.
        """
        shared = np.flatnonzero((self._people > WITNESSES_MIN) & (self._most >= UNITS_MIN))
        own = np.flatnonzero((self._most >= UNITS_MIN) & (self._most > _OWN_SHARE * self._choices))
        found = np.union1d(self._differing(shared), self._one_sided(own))
        return found, len(np.union1d(shared, np.union1d(own, np.flatnonzero(self._people == 1))))

    def recurrence(self, clique: int) -> Recurrence:
        """How often people choose about what only they meet; `clique`: how many of them may not be usual."""
        private = np.flatnonzero(self._people == 1)
        times, owners = self._most[private], self._owner[private]
        farthest = np.zeros(self._number + 1, dtype=np.int32)
        np.maximum.at(farthest, owners, times)
        usual = np.sort(farthest)[::-1]
        known = int(usual[clique]) if len(usual) > clique else 0
        reached = np.bincount(np.minimum(times, known + 1), minlength=known + 2)[::-1].cumsum()[::-1]
        return Recurrence(tuple(int(count) for count in reached[1 : known + 1]))

    def _differing(self, slots: Slots) -> Slots:
        """Those whose favour comes from few: people differ about them, or the most active one from all others."""
        choices, favoured = self._choices[slots].astype(np.float64), self._favoured[slots].astype(np.float64)
        spread = favoured * (1 - favoured / choices)
        open_ = (spread > 0) & (favoured**2 <= _EFFECTIVE_MAX * self._squares[slots])
        slots, choices, favoured, spread = slots[open_], choices[open_], favoured[open_], spread[open_]
        statistics = (self._heterogeneity[slots].astype(np.float64) - favoured**2 / choices) * choices / spread
        among_all = heterogeneity_p(statistics, self._people[slots].astype(np.float64) - 1)
        excess = self._most_favoured[slots] - self._most[slots] * favoured / choices
        from_rest = excess**2 * choices**2 / (spread * self._most[slots] * (choices - self._most[slots]))
        of_one = heterogeneity_p(from_rest, np.ones(len(slots)))
        return _least(slots, np.minimum(among_all, of_one), HETEROGENEITY_P)

    def _one_sided(self, slots: Slots) -> Slots:
        """Those that whoever meets them nearly alone takes more often than a coin would."""
        return _least(slots, binomial_p_values(self._most_favoured[slots], self._most[slots], 0.5), COIN_P)

    def _compress(self) -> None:
        if not self._pending:
            return
        taken, refused = (slots_of(np.concatenate(part), self.size) for part in (self._taken, self._refused))
        fresh = _tally(np.concatenate((taken, refused)), np.ones(len(taken) + len(refused), np.int64), len(taken))
        self._person = fresh if self._person is None else _added(self._person, fresh)
        self._taken, self._refused, self._pending = [], [], 0


def _least(slots: Slots, p_values: npt.NDArray[np.float64], limit: float) -> Slots:
    """The slots with the smallest p up to the limit, no more than memory has room for."""
    order = np.lexsort((slots, p_values))[: min(SURVIVORS_MAX, int(np.count_nonzero(p_values <= limit)))]
    return slots[order]


def _tally(slots: Slots, weights: npt.NDArray[np.int64], favoured: int) -> Tally:
    """The first `favoured` of the slots are choices for them, the others against."""
    distinct, places = np.unique(slots, return_inverse=True)
    choices = np.bincount(places, weights=weights, minlength=len(distinct)).astype(np.int64)
    for_it = np.bincount(places[:favoured], weights=weights[:favoured], minlength=len(distinct)).astype(np.int64)
    return distinct, choices, for_it


def _added(one: Tally, other: Tally) -> Tally:
    distinct, places = np.unique(np.concatenate((one[0], other[0])), return_inverse=True)
    sums = [
        np.bincount(places, weights=np.concatenate((mine, more)), minlength=len(distinct)).astype(np.int64)
        for mine, more in zip(one[1:], other[1:], strict=True)
    ]
    return distinct, sums[0], sums[1]
