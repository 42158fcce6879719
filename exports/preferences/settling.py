"""Drafts that say the same become one; drafts that contradict each other are settled. Pure.

Precedence decides first: outcome > pick > retention ≥ 300 s > edit > acceptance > copy > thumbs. Among equals
the majority of observations wins with its weight reduced by the minority's share; an exact tie is dropped.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

from msgspec.structs import replace

from exports.contracts import Draft
from exports.preferences.distance import norm
from exports.preferences.facts import Group
from exports.preferences.identity import record_id
from exports.preferences.merging import mean, merge
from exports.preferences.rule import Precedence
from exports.preferences.signals import Signals, known, siblings

OVERRULED = "overruled"
TIE = "contradiction_tie"
MINORITY = "contradiction_minority"
WEAKER = "said_by_stronger_rule"
CONFLICT_FLAG = "conflict"
CONTRADICTED_FLAG = "contradicted"

Rank = tuple[int, int]  # (precedence, place among the rules)
Settled = tuple[list[Draft], Counter[str]]


def settle(group: Group, drafts: Iterable[Draft], ranks: Mapping[str, Rank]) -> Settled:
    """One draft for each record, in order of record id, with the reasons of those left out."""
    questions: dict[object, list[Draft]] = defaultdict(list)
    for draft in drafts:
        questions[_question(draft)].append(draft)
    kept: list[Draft] = []
    reasons: Counter[str] = Counter()
    for asked in questions.values():
        answered, left_out = _answer(asked, lambda draft: ranks[draft.rule])
        kept += _merged(group, asked, answered)
        reasons += left_out
    return sorted(kept, key=lambda draft: record_id(group.group_id, draft)), reasons


def _question(draft: Draft) -> object:
    """What is in dispute: which of two texts is better, whether a text is good, what it is worth."""
    if draft.kind == "pair":
        return draft.kind, frozenset((norm(draft.chosen or ""), norm(draft.rejected or "")))
    return draft.kind, norm(draft.completion or "")


def _side(draft: Draft) -> object:
    """The answer a draft gives."""
    return norm(draft.chosen or "") if draft.kind == "pair" else draft.label


def _answer(asked: list[Draft], rank: Callable[[Draft], Rank]) -> Settled:
    if asked[0].kind == "reward":
        return _worth(asked, rank)
    precedence = min(rank(draft)[0] for draft in asked)
    equals = [draft for draft in asked if rank(draft)[0] == precedence]
    sides = Counter(map(_side, equals))
    winner, votes = max(sides.items(), key=lambda item: item[1])
    against = len(equals) - votes
    if votes == against:
        return [], Counter({TIE: len(asked)})
    winners = [draft for draft in equals if _side(draft) == winner]
    first = min(map(rank, winners))
    kept = [draft for draft in winners if rank(draft) == first]
    overruled = sum(_side(draft) != winner for draft in asked) - against
    reasons = Counter({MINORITY: against, OVERRULED: overruled, WEAKER: len(asked) - len(kept) - against - overruled})
    return [_marked(draft, votes, against, overruled) for draft in kept], +reasons


def _worth(asked: list[Draft], rank: Callable[[Draft], Rank]) -> Settled:
    """Verified rewards replace shaped ones (the scales differ), and a missing reward yields to any other.

    Shaped rewards of different rules stand side by side: kept here, dismissed there is worth their mixture.
    """

    def strength(draft: Draft) -> tuple[bool, int]:
        return draft.reward is None, min(rank(draft)[0], Precedence.PICK)

    strongest = min(map(strength, asked))
    kept = [draft for draft in asked if strength(draft) == strongest]
    return kept, +Counter({WEAKER: len(asked) - len(kept)})


def _marked(draft: Draft, votes: int, against: int, overruled: int) -> Draft:
    flags = {*draft.flags, *([CONTRADICTED_FLAG] if against else []), *([CONFLICT_FLAG] if overruled else [])}
    weight = draft.weight * (votes - against) / (votes + against)
    signals = {**draft.signals, "votes_for": votes, "votes_against": against, "overruled": overruled}
    return replace(draft, flags=tuple(sorted(flags)), weight=weight, signals=signals)


def _merged(group: Group, asked: list[Draft], kept: list[Draft]) -> list[Draft]:
    same: dict[str, list[Draft]] = defaultdict(list)
    for draft in kept:
        same[record_id(group.group_id, draft)].append(draft)
    return [_told(group, asked, merge(found), len(found)) for found in same.values()]


def _told(group: Group, asked: list[Draft], draft: Draft, observations: int) -> Draft:
    """With what all observations together tell."""
    skills = [group.calibration.reliability(person) for person in draft.contributors]
    told: Signals = {
        "observations": observations,
        "people": len(draft.contributors),
        "said_by": sorted({one.rule for one in asked if _side(one) == _side(draft)}),
        "skill": mean(skills),
        "siblings": siblings(group, 2 if draft.kind == "pair" else 1),
    }
    return replace(draft, signals={**draft.signals, **known(told)})
