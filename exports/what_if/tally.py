"""Counting two derivations of the same groups side by side. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from exports.contracts import Draft
from exports.preferences.derivation import Derivation
from exports.preferences.identity import answer_id, question_id, record_id

EXAMPLES = 10  # record ids named each way


class Change(NamedTuple):
    before: int
    after: int

    @property
    def difference(self) -> int:
        return self.after - self.before


class Side:
    """What one way of deriving gives. `right` and `asked` count answers to gold questions."""

    def __init__(self) -> None:
        self.records: Counter[tuple[str, str]] = Counter()  # by kind and rule
        self.tiers: Counter[tuple[str, str]] = Counter()  # by kind and tier
        self.left_out: Counter[str] = Counter()
        self.right: Counter[str] = Counter()  # by kind
        self.asked: Counter[str] = Counter()

    def add(self, group_id: str, derived: Derivation, gold: Mapping[str, str]) -> None:
        self.left_out.update(derived.reasons)
        for draft in derived.drafts:
            self.records[draft.kind, draft.rule] += 1
            self.tiers[draft.kind, draft.tier] += 1
            answer = gold.get(question_id(group_id, draft)) if draft.kind != "reward" else None
            if answer is not None:
                self.asked[draft.kind] += 1
                self.right[draft.kind] += answer == answer_id(draft)


class Tally:
    """Both ways together, with what was added and removed. Records are the same where their ids are."""

    def __init__(self) -> None:
        self.groups = 0
        self.before, self.after = Side(), Side()
        self.added: list[str] = []
        self.removed: list[str] = []
        self.added_count = self.removed_count = self.same_count = 0

    def add(self, group_id: str, before: Derivation, after: Derivation, gold: Mapping[str, str]) -> None:
        self.groups += 1
        self.before.add(group_id, before, gold)
        self.after.add(group_id, after, gold)
        old, new = _ids(group_id, before.drafts), _ids(group_id, after.drafts)
        self.same_count += len(old & new)
        self.added_count += len(new - old)
        self.removed_count += len(old - new)
        self.added = [*self.added, *sorted(new - old)][:EXAMPLES]
        self.removed = [*self.removed, *sorted(old - new)][:EXAMPLES]

    def records(self) -> list[tuple[str, str, Change]]:
        """(kind, rule, counts), every combination either way has."""
        return _side_by_side(self.before.records, self.after.records)

    def tiers(self) -> list[tuple[str, str, Change]]:
        return _side_by_side(self.before.tiers, self.after.tiers)

    def left_out(self) -> list[tuple[str, Change]]:
        old, new = self.before.left_out, self.after.left_out
        return [(reason, Change(old[reason], new[reason])) for reason in sorted(old | new)]


def _ids(group_id: str, drafts: Iterable[Draft]) -> set[str]:
    return {record_id(group_id, draft) for draft in drafts}


def _side_by_side(old: Counter[tuple[str, str]], new: Counter[tuple[str, str]]) -> list[tuple[str, str, Change]]:
    return [(*key, Change(old[key], new[key])) for key in sorted(old | new)]
