"""Drafts that say the same become one; drafts that contradict each other are settled. Pure.

A question is which of two texts is better, whether a text is good, or what it is worth; style makes no other text.
For each question people vote (`voting`): the majority's answer becomes one record with the counts, its weight reduced
by the minority's share, its margin by how sure the votes are; an exact tie becomes none. Where three texts or more are
disputed, the record must also agree with the scores that explain all votes of the group best (`tournament`).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from exports.contracts import Draft
from exports.preferences.facts import Group
from exports.preferences.identity import record_id
from exports.preferences.merging import merge, settled_signals, united
from exports.preferences.rule import Precedence
from exports.preferences.substance import Tokens, plain
from exports.preferences.tournament import has_cycle, scores
from exports.preferences.voting import Poll, Rank, poll, voter

OVERRULED = "overruled"
TIE = "contradiction_tie"
MINORITY = "contradiction_minority"
INTRANSITIVE = "contradiction_cycle"
WEAKER = "said_by_stronger_rule"
CONFLICT_FLAG = "conflict"
CONTRADICTED_FLAG = "contradicted"
EVEN_SCORES = 1e-6  # logits: nearer than this, scores are equal up to rounding

Settled = tuple[list[Draft], Counter[str]]
Match = tuple[Tokens, Tokens]


class Answer(NamedTuple):
    """What was asked, and how the votes went."""

    asked: list[Draft]
    poll: Poll


def settle(group: Group, drafts: Iterable[Draft], ranks: Mapping[str, Rank]) -> Settled:
    """One draft for each record, in order of record id, with the reasons of those left out."""
    questions: dict[object, list[Draft]] = defaultdict(list)
    for draft in drafts:
        questions[_question(draft, group.language)].append(draft)

    def rank(draft: Draft) -> Rank:
        return ranks[draft.rule]

    side = _side_of(group)

    kept: list[Draft] = []
    reasons: Counter[str] = Counter()
    answers = []
    for asked in questions.values():
        if asked[0].kind == "reward":
            worth, left_out = _worth(asked, rank)
            kept += worth
            reasons += left_out
        else:
            answers.append(Answer(asked, poll(asked, rank, side, group.calibration, group.cutoffs)))
    for answer, is_sound in zip(answers, _transitive(answers, group), strict=True):
        record, left_out = _record(group, answer, rank) if is_sound else _left_out(answer, INTRANSITIVE)
        kept += record
        reasons += left_out
    return sorted(kept, key=lambda draft: record_id(group.group_id, draft)), reasons


def _question(draft: Draft, language: str) -> object:
    if draft.kind == "pair":
        return draft.kind, frozenset((plain(draft.chosen or "", language), plain(draft.rejected or "", language)))
    return draft.kind, plain(draft.completion or "", language)


def _side_of(group: Group) -> Callable[[Draft], object]:
    """The answer a draft gives: the better text, or whether the text is good."""
    return lambda draft: plain(draft.chosen or "", group.language) if draft.kind == "pair" else draft.label


def _record(group: Group, answer: Answer, rank: Callable[[Draft], Rank]) -> Settled:
    asked, votes = answer
    if votes.winner is None:
        return _left_out(answer, TIE)
    changed = {voter(vote.draft) for vote in votes.opponents}  # their earlier words no longer count
    side = _side_of(group)
    agreeing = [draft for draft in asked if side(draft) == votes.winner and voter(draft) not in changed]
    first = min(map(rank, agreeing))
    same = [draft for draft in agreeing if rank(draft) == first]
    against = len(votes.opponents)
    overruled = len(asked) - len(agreeing) - against
    told = {"votes_for": len(votes.supporters), "votes_against": against, "overruled": overruled}
    record = united(merge(same), agreeing)
    flags = {*record.flags, *([CONTRADICTED_FLAG] if against else []), *([CONFLICT_FLAG] if overruled else [])}
    margins = group.cutoffs.posterior_margins
    record = replace(
        record,
        flags=tuple(sorted(flags)),
        weight=record.weight * votes.unity,
        margin=_margin(votes.posterior, margins) if against and record.kind == "pair" else record.margin,
        signals=settled_signals(group, record, agreeing, told),
    )
    reasons = Counter({MINORITY: against, OVERRULED: overruled, WEAKER: len(agreeing) - len(same)})
    return [record], +reasons


def _left_out(answer: Answer, reason: str) -> Settled:
    return [], Counter({reason: len(answer.asked)})


def _margin(posterior: float, margins: Sequence[tuple[float, float]]) -> float:
    return next((margin for below, margin in margins if posterior < below), 1.0)


def _transitive(answers: Sequence[Answer], group: Group) -> list[bool]:
    """Whether each answer agrees with the scores of all its group's matches. Without a cycle all do."""
    beats = {index: found for index, one in enumerate(answers) if (found := _match(one, group)) is not None}
    if len(beats) < 3 or not has_cycle(beats.values()):
        return [True] * len(answers)
    wins: Counter[Match] = Counter()
    for index, (winner, loser) in beats.items():
        wins[winner, loser] += len(answers[index].poll.supporters)
        wins[loser, winner] += len(answers[index].poll.opponents)
    rated = scores(+wins)
    lead = {index: rated[winner] - rated[loser] for index, (winner, loser) in beats.items()}
    return [lead.get(index, 1.0) > EVEN_SCORES for index in range(len(answers))]


def _match(answer: Answer, group: Group) -> Match | None:
    """(winner, loser) of a decided pair."""
    side = _side_of(group)
    draft = next((one for one in answer.asked if one.kind == "pair" and side(one) == answer.poll.winner), None)
    return (plain(draft.chosen or "", group.language), plain(draft.rejected or "", group.language)) if draft else None


def _worth(asked: list[Draft], rank: Callable[[Draft], Rank]) -> Settled:
    """Verified rewards replace shaped ones (the scales differ), and a missing reward yields to any other.

    Shaped rewards of different rules stand side by side: kept here, dismissed there is worth their mixture.
    """

    def strength(draft: Draft) -> tuple[bool, int]:
        return draft.reward is None, min(rank(draft)[0], Precedence.PICK)

    strongest = min(map(strength, asked))
    kept: dict[str, list[Draft]] = defaultdict(list)
    for draft in asked:
        if strength(draft) == strongest:
            kept[draft.rule].append(draft)
    return [merge(same) for same in kept.values()], +Counter({WEAKER: len(asked) - sum(map(len, kept.values()))})
