"""Who took a pattern how often: counts by person, and what remains of them without some. Pure."""

from collections.abc import Collection
from typing import NamedTuple

from exports.abuse.thresholds import CLIQUE_MAX, CLIQUE_SHARE


class Count(NamedTuple):
    """`favoured` of `met` choices in which the pattern was on exactly one side."""

    favoured: int = 0
    met: int = 0

    def plus(self, favoured: bool) -> "Count":
        return Count(self.favoured + favoured, self.met + 1)

    @property
    def share(self) -> float:
        return self.favoured / self.met if self.met else 0.0


People = dict[str, Count]  # by pseudonym; "" is what no person is behind


def together(people: People, without: Collection[str] = ()) -> Count:
    counts = [count for developer, count in people.items() if developer not in without]
    return Count(sum(count.favoured for count in counts), sum(count.met for count in counts))


def clique_limit(people: int) -> int:
    """How many of a project's people may be behind one pattern before it is a custom of theirs."""
    return max(CLIQUE_MAX, int(CLIQUE_SHARE * people))


def smoothed(count: Count) -> float:
    """Laplace's rule of succession: with nothing known, one half."""
    return (count.favoured + 1) / (count.met + 2)
