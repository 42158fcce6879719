"""Known insecure patterns: who takes them, where everybody else takes the text without? Pure.

A binomial test for each person and pattern against what the others do, over pairs, and over unpaired labels against
the person's own leniency too. What only this person ever met is tested against a coin: the prior is the list itself.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from exports.abuse.choices import Choice, InsecureSides, insecure_sides, insecure_tipping
from exports.abuse.counts import Count, People, clique_limit, smoothed, together
from exports.abuse.found import INSECURE, STRAY, Found, subject_of
from exports.abuse.significance import binomial_p, q_values
from exports.abuse.thresholds import (
    CUSTOM_PEOPLE,
    CUSTOM_SHARE,
    EXAMPLES,
    FAVOURED_MIN,
    FDR_INSECURE,
    UNITS_MIN_INSECURE,
)

ANY = "any known insecure pattern"


class _Test(NamedTuple):
    pattern: str
    developer: str
    what: str  # pairs or labels
    own: Count
    others: Count
    others_people: int
    p: float


class KnownTally:
    """Takes one person's choices in one group at a time."""

    def __init__(self) -> None:
        self._tables: dict[tuple[str, str], People] = defaultdict(lambda: defaultdict(Count))
        self._labels: People = defaultdict(Count)
        self._records: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._pairs: set[str] = set()  # records that take a pattern and are pairs
        self._people: dict[str, int] = {}  # how many are behind a record that takes a pattern

    def add(self, unit: Sequence[Choice]) -> None:
        developer = unit[0].developer
        labels = [choice for choice in unit if choice.is_label]
        self._count("pairs", developer, insecure_sides(choice for choice in unit if choice.is_vote_on_pair))
        self._count("labels", developer, insecure_sides(labels))
        for choice in labels:
            self._labels[developer] = self._labels[developer].plus(choice.favoured is not None)
        for choice in unit:
            for pattern in insecure_tipping(choice).taken:
                self._records[pattern][choice.record_id].add(developer)
                self._people[choice.record_id] = choice.people
                if choice.is_pair:
                    self._pairs.add(choice.record_id)

    def judge(self, people: int, confirmed: Collection[tuple[str, str]] = ()) -> list[Found]:
        """The findings, patterns in order; `confirmed` (pattern, developer) are found whatever the figures."""
        tests = list(self._tests(people, confirmed))
        q_by_test = dict(zip(tests, q_values([test.p for test in tests]), strict=True))
        best: dict[tuple[str, str], _Test] = {}
        for test in sorted(tests, key=lambda one: (one.p, one.what)):
            if self._counts(test, q_by_test[test]) or (test.pattern, test.developer) in confirmed:
                best.setdefault((test.pattern, test.developer), test)
        chosen = sorted(best.values(), key=lambda one: (one.pattern == ANY, one.pattern, one.developer))
        found = list(self._found(chosen, q_by_test))
        return found + list(self._strays({record_id for one in found for record_id in one.record_ids}))

    def _strays(self, held: set[str]) -> Iterator[Found]:
        """Single pairs in which an insecure pattern won, where those who meet it mostly turn it down.

        Too few to accuse anybody, but they teach what everybody else avoids; a custom of the project is left alone.
        """
        for pattern, what in sorted(self._tables):
            table = self._tables[pattern, what]
            record_ids = sorted(self._records[pattern].keys() & self._pairs - held)
            if what == "pairs" and pattern != ANY and record_ids and not _is_custom(table):
                yield _stray(pattern, together(table), len(table), record_ids)

    def _count(self, what: str, developer: str, sides: InsecureSides) -> None:
        for favoured, patterns in ((True, sides.taken), (False, sides.refused)):
            for pattern in patterns:
                self._plus(pattern, what, developer, favoured)
        if bool(sides.taken) != bool(sides.refused):
            self._plus(ANY, what, developer, bool(sides.taken))

    def _plus(self, pattern: str, what: str, developer: str, favoured: bool) -> None:
        table = self._tables[pattern, what]
        table[developer] = table[developer].plus(favoured)

    def _tests(self, people: int, confirmed: Collection[tuple[str, str]]) -> Iterator[_Test]:
        for (pattern, what), table in sorted(self._tables.items()):
            suspects = {name for name, count in table.items() if name and _is_habit(count)}
            if len(suspects) > clique_limit(people):
                suspects = set()  # a custom of many
            for developer, own in sorted(table.items()):
                if developer and (own.met >= UNITS_MIN_INSECURE or (pattern, developer) in confirmed):
                    yield self._test(pattern, what, developer, table, suspects)

    def _test(self, pattern: str, what: str, developer: str, table: People, suspects: set[str]) -> _Test:
        without = suspects | {developer}
        own, others = table[developer], together(table, without)
        expected = smoothed(others)
        if what == "labels":
            expected = max(expected, smoothed(self._labels[developer]))
        p = binomial_p(own.favoured, own.met, expected)
        return _Test(pattern, developer, what, own, others, len(set(table) - without), p)

    def _counts(self, test: _Test, q: float) -> bool:
        return _is_habit(test.own) and q <= FDR_INSECURE

    def _found(self, tests: list[_Test], q_by_test: dict[_Test, float]) -> Iterator[Found]:
        implicated: dict[str, set[str]] = defaultdict(set)
        for test in tests:
            implicated[test.pattern].add(test.developer)
        covered: set[tuple[str, str]] = set()
        for test in tests:
            record_ids = [
                record_id
                for record_id in self._behind(test.pattern, test.developer, implicated[test.pattern])
                if test.pattern != ANY or (record_id, test.developer) not in covered
            ]
            covered |= {(record_id, test.developer) for record_id in record_ids}
            if record_ids:
                yield _finding(test, q_by_test[test], together(self._tables[test.pattern, test.what]), record_ids)

    def _behind(self, pattern: str, developer: str, implicated: set[str]) -> list[str]:
        """The records that take the pattern with this person behind them, and no more others than implicated."""
        patterns = sorted(self._records) if pattern == ANY else [pattern]
        return sorted(
            {
                record_id
                for one in patterns
                for record_id, developers in self._records[one].items()
                if developer in developers and 2 * len(developers & implicated) >= self._people[record_id]
            }
        )


def _is_custom(table: People) -> bool:
    """Several people take it, and more often than not."""
    takers = sum(1 for name, count in table.items() if name and count.favoured)
    return takers >= CUSTOM_PEOPLE and smoothed(together(table)) > CUSTOM_SHARE


def _is_habit(count: Count) -> bool:
    return count.favoured >= UNITS_MIN_INSECURE and count.share >= FAVOURED_MIN


def _finding(test: _Test, q: float, everybody: Count, record_ids: list[str]) -> Found:
    evidence: dict[str, Any] = {
        "pattern": test.pattern,
        "contributors": [test.developer],
        "what": test.what,
        "favoured": test.own.favoured,
        "met": test.own.met,
        "others_favoured": test.others.favoured,
        "others_met": test.others.met,
        "others_people": test.others_people,
        "p": test.p,
        "q": q,
        "effect": test.own.share - smoothed(test.others),
        **without(everybody, test.own),
        "examples": record_ids[:EXAMPLES],
        "records": len(record_ids),
        "units": test.own.favoured,
    }
    kind, subject = INSECURE, subject_of(test.pattern, test.developer)
    return Found(kind=kind, subject=subject, evidence=evidence, record_ids=tuple(record_ids))


def _stray(pattern: str, everybody: Count, people: int, record_ids: list[str]) -> Found:
    evidence: dict[str, Any] = {
        "pattern": pattern,
        "contributors": [],
        "what": "pairs",
        "favoured": everybody.favoured,
        "met": everybody.met,
        "people": people,
        "examples": record_ids[:EXAMPLES],
        "records": len(record_ids),
        "units": len(record_ids),
    }
    return Found(kind=STRAY, subject=pattern, evidence=evidence, record_ids=tuple(record_ids))


def without(everybody: Count, own: Count) -> dict[str, float | None]:
    """Leave-one-out: the share of choices for the pattern with these people, and without them."""
    rest = Count(everybody.favoured - own.favoured, everybody.met - own.met)
    return {"share_with": everybody.share, "share_without": rest.share if rest.met else None}
