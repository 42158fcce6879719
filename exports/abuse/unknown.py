"""N-grams nobody knows: taken by one person, or a clique of few, and by nobody else. Pure.

Where others met the n-gram and turned it down: Fisher's exact test of the clique against them, times the number of
cliques of that size there could be. Where hardly anybody else met it: how seldom does what only one person meets come
back so often, unasked for by the prompt, times a binomial test of the choices between texts a model wrote.
What a person writes is their style, and what a prompt asks for is their work. Benjamini–Hochberg over all n-grams.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from exports.abuse.counts import Count, People, clique_limit, together
from exports.abuse.exact import ExactCounts
from exports.abuse.found import PATTERN, Found, subject_of
from exports.abuse.known import without
from exports.abuse.significance import binomial_p, fisher_p, q_values
from exports.abuse.sketch import Recurrence
from exports.abuse.thresholds import (
    BY_MODEL_MIN,
    EXAMPLES,
    FAVOURED_MIN,
    FDR_PATTERN,
    OTHERS_MAX,
    UNITS_MIN,
    WITNESSES_MIN,
)

_COVERED = 0.8  # an n-gram that adds less than a fifth to a finding's records is the same finding


class Clique(NamedTuple):
    """One n-gram and those behind it. `p` is corrected for the choice among all cliques of this size."""

    ngram: int
    members: tuple[str, ...]
    own: Count
    others: Count
    others_people: int
    p: float


class Judge:
    """Judges what was counted. `people`: how many there are in the project."""

    def __init__(self, counts: ExactCounts, people: int, recurrence: Recurrence) -> None:
        self._counts, self._limit, self._recurrence = counts, clique_limit(people), recurrence

    def judge(self, tests: int, confirmed: Mapping[int, Collection[str]], known: Sequence[Found] = ()) -> list[Found]:
        """`tests`: how many n-grams had data enough; `confirmed` are found for these people whatever the figures.

        What `known` already says of a person's records is not said again.
        """
        cliques = [self._clique(ngram) for ngram in sorted(self._counts.tables)]
        tested = [clique for clique in cliques if clique is not None]
        q_all = q_values([clique.p for clique in tested], tests)
        discovered = [(clique, q) for clique, q in zip(tested, q_all, strict=True) if _is_discovery(clique, q)]
        named = sorted((ngram, name) for ngram, names in confirmed.items() for name in names)
        again = [(self._against_others(ngram, [name]), 0.0) for ngram, name in named if ngram in self._counts.tables]
        return list(self._found(again + discovered, known))

    def _clique(self, ngram: int) -> Clique | None:
        """Those whose choices stand out most: of all who nearly always take it, the most active ones."""
        met = self._counts.tables[ngram]
        found = [self._against_others(ngram, names) for names in _prefixes(met, UNITS_MIN, self._limit)]
        found = [clique for clique in found if clique.others_people >= WITNESSES_MIN]
        people = [name for name in met if name]
        takers = [name for name in people if met[name].favoured]
        if len(takers) == 1 and len(people) <= WITNESSES_MIN:
            found += self._alone(ngram, takers[0])
        return min(found, key=lambda one: (one.p, len(one.members)), default=None)

    def _against_others(self, ngram: int, members: list[str]) -> Clique:
        own, others = _parted(table := self._counts.tables[ngram], members)
        p = fisher_p(own.favoured, own.met - own.favoured, others.favoured, others.met - others.favoured)
        return _clique_of(ngram, members, table, own, others, p)

    def _alone(self, ngram: int, developer: str) -> Iterator[Clique]:
        """What hardly anybody else ever met, and nobody else took, where the person nearly always takes it."""
        unasked = self._counts.unasked[ngram].get(developer, Count())
        by_model = self._counts.by_model[ngram].get(developer, Count())
        if unasked.met >= UNITS_MIN and by_model.met >= BY_MODEL_MIN and unasked.share >= FAVOURED_MIN:
            coin = binomial_p(by_model.favoured, by_model.met, 0.5)
            p = coin * self._recurrence.tail(unasked.met)
            others = together(self._counts.tables[ngram], {developer})
            yield _clique_of(ngram, [developer], self._counts.tables[ngram], unasked, others, p)

    def _found(self, cliques: Sequence[tuple[Clique, float]], known: Sequence[Found]) -> Iterator[Found]:
        """Of n-grams that say of the same records of a person, the one that says most."""
        covered: dict[str, set[str]] = defaultdict(set)
        for finding in known:
            for developer in finding.evidence["contributors"]:
                covered[developer] |= set(finding.record_ids)
        found = [self._finding(clique, name, q) for clique, q in cliques for name in clique.members]
        for one in sorted(found, key=_telling):
            (developer,) = one.evidence["contributors"]
            fresh = len(set(one.record_ids) - covered[developer])
            if fresh > (1 - _COVERED) * len(one.record_ids):
                covered[developer] |= set(one.record_ids)
                yield one

    def _behind(self, clique: Clique, developer: str) -> list[str]:
        """The records that take it with this person behind them, and no more others than members."""
        members = set(clique.members)
        return sorted(
            record_id
            for record_id, developers in self._counts.records[clique.ngram].items()
            if developer in developers and 2 * len(developers & members) >= self._counts.people[record_id]
        )

    def _finding(self, clique: Clique, developer: str, q: float) -> Found:
        record_ids = self._behind(clique, developer)
        table = self._counts.tables[clique.ngram]
        own, pattern = table[developer], self._counts.texts[clique.ngram]
        evidence: dict[str, Any] = {
            "pattern": pattern,
            "ngram": f"{clique.ngram:016x}",
            "contributors": [developer],
            "together_with": [name for name in clique.members if name != developer],
            "what": "pairs",
            "favoured": own.favoured,
            "met": own.met,
            "others_favoured": clique.others.favoured,
            "others_met": clique.others.met,
            "others_people": clique.others_people,
            "p": clique.p,
            "q": q,
            "effect": clique.own.share - clique.others.share,
            **without(together(table), clique.own),
            "examples": record_ids[:EXAMPLES],
            "records": len(record_ids),
            "units": own.favoured,
        }
        subject = subject_of(pattern, developer)
        return Found(kind=PATTERN, subject=subject, evidence=evidence, record_ids=tuple(record_ids))


def _telling(found: Found) -> tuple[object, ...]:
    """Sorts by person, most records first; among equals the pattern with the most letters, then the surest."""
    evidence = found.evidence
    letters = sum(map(str.isalnum, evidence["pattern"]))
    return evidence["contributors"], -len(found.record_ids), -letters, evidence["p"], evidence["ngram"]


def _prefixes(table: People, least: int, limit: int) -> Iterator[list[str]]:
    """The most active one who nearly always takes it, the two most active, …"""
    habits = [name for name, one in table.items() if name and one.met >= least and one.share >= FAVOURED_MIN]
    habits.sort(key=lambda name: (-table[name].favoured, name))
    return (habits[:size] for size in range(1, min(len(habits), limit) + 1))


def _parted(table: People, members: Collection[str]) -> tuple[Count, Count]:
    return together({name: table[name] for name in members}), together(table, members)


def _clique_of(ngram: int, members: list[str], table: People, own: Count, others: Count, p: float) -> Clique:
    chances = math.comb(len(table), len(members))
    witnesses = sum(1 for name in table if name and name not in members)
    return Clique(ngram, tuple(sorted(members)), own, others, witnesses, min(p * chances, 1.0))


def _is_discovery(clique: Clique, q: float) -> bool:
    return q <= FDR_PATTERN and (not clique.others.met or clique.others.share <= OTHERS_MAX)
