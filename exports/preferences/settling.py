"""Drafts that say the same become one; drafts that contradict each other are settled. Pure.

Precedence decides first: outcome > pick > retention ≥ 300 s > edit > acceptance > copy > thumbs. Among equals
the majority of observations wins with its weight reduced by the minority's share; an exact tie is dropped.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from math import fsum

from msgspec.structs import replace

from exports.contracts import Draft
from exports.preferences.distance import norm
from exports.preferences.identity import record_id
from exports.preferences.rule import Precedence

OVERRULED = "overruled"
TIE = "contradiction_tie"
MINORITY = "contradiction_minority"
WEAKER = "said_by_stronger_rule"
CONFLICT_FLAG = "conflict"
CONTRADICTED_FLAG = "contradicted"

Rank = tuple[int, int]  # (precedence, place among the rules)
Settled = tuple[list[Draft], Counter[str]]


def settle(group_id: str, drafts: Iterable[Draft], ranks: Mapping[str, Rank]) -> Settled:
    """One draft for each record, in order of record id, with the reasons of those left out."""
    questions: dict[object, list[Draft]] = defaultdict(list)
    for draft in drafts:
        questions[_question(draft)].append(draft)
    kept: list[Draft] = []
    reasons: Counter[str] = Counter()
    for asked in questions.values():
        answered, left_out = _answer(asked, lambda draft: ranks[draft.rule])
        kept += _merged(group_id, answered)
        reasons += left_out
    return sorted(kept, key=lambda draft: record_id(group_id, draft)), reasons


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
    return replace(draft, flags=tuple(sorted(flags)), weight=weight)


def _merged(group_id: str, drafts: list[Draft]) -> list[Draft]:
    same: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        same[record_id(group_id, draft)].append(draft)
    return [_merge(found) for found in same.values()]


def _merge(drafts: list[Draft]) -> Draft:
    """Equal records of several observations: numbers averaged, lineage united, the surest confidence kept."""
    if len(drafts) == 1:
        return drafts[0]
    drafts = sorted(drafts, key=lambda one: (one.chosen_ref or ("", ""), one.rejected_ref or ("", ""), one.events))
    surest = max(drafts, key=lambda one: one.confidence)
    return replace(
        drafts[0],
        confidence=surest.confidence,
        tier=surest.tier,
        margin=_mean([one.margin for one in drafts]) or 0.0,
        weight=_mean([one.weight for one in drafts]) or 0.0,
        reward=_mean([one.reward for one in drafts]),
        reward_components=_components(drafts),
        horizon_s=min((one.horizon_s for one in drafts if one.horizon_s is not None), default=None),
        observed_at=max(one.observed_at for one in drafts),
        contributors=_union(one.contributors for one in drafts),
        flags=_union(one.flags for one in drafts),
        interactions=_union(one.interactions for one in drafts),
        events=_union(one.events for one in drafts),
    )


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fsum(known) / len(known) if known else None


def _components(drafts: list[Draft]) -> dict[str, object]:
    """Numbers averaged over the observations that have them, the rest where all agree; with their count."""
    merged: dict[str, object] = {"observations": len(drafts)}
    for name in sorted({name for draft in drafts for name in draft.reward_components}):
        values = [draft.reward_components.get(name) for draft in drafts]
        numbers = [value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)]
        agreed = values[0] if all(value == values[0] for value in values) else None
        merged[name] = _mean(numbers) if numbers else agreed
    return merged


def _union(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({item for group in groups for item in group}))
