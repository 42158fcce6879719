"""Who says what about one question, each person once, and what those votes say together. Pure.

Precedence settles a person's own signals: verifiable outcome > pick > retention ≥ 300 s > edit > acceptance > copy >
thumbs; of equal ones the last word holds. Between people votes are weighed: Dawid and Skene's one-coin model (1979)
with known reliabilities, where the log-odds of an answer are the sum of its voters' log-odds less the others'. A
vote's are those of its rule plus how much more or less reliable its people are than most. Verifiable outcomes are
facts, not opinions: where there are any, they alone decide.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from math import exp, fsum, log
from typing import NamedTuple

from exports.contracts import Draft
from exports.preferences.calibration import Calibration
from exports.preferences.cutoffs import Cutoffs
from exports.preferences.rule import Precedence

Rank = tuple[int, int]  # (precedence, place among the rules)
_EVEN = 1e-9  # log-odds: nearer to nothing than this is a tie


class Vote(NamedTuple):
    """`side` is the answer given; `weight` its log-odds, never negative; `draft` the word that was counted."""

    side: object
    weight: float
    draft: Draft


class Poll(NamedTuple):
    """`winner` is None where the votes are even. `log_odds` are those of the winner."""

    winner: object
    supporters: list[Vote]
    opponents: list[Vote]
    log_odds: float

    @property
    def unity(self) -> float:
        """The majority's share less the minority's, by weight: 1 where all agree."""
        total = fsum(vote.weight for vote in (*self.supporters, *self.opponents))
        return self.log_odds / total if self.opponents and total else 1.0

    @property
    def posterior(self) -> float:
        return 1 / (1 + exp(-self.log_odds))


def poll(
    asked: Sequence[Draft],
    rank: Callable[[Draft], Rank],
    side: Callable[[Draft], object],
    calibration: Calibration,
    cutoffs: Cutoffs,
) -> Poll:
    """The votes on one question. At most two sides are given, as a question has two answers."""
    deciding = _deciding(asked, rank)
    votes = [_vote(words, rank, side, calibration, cutoffs) for words in _by_voter(deciding).values()]
    return _counted([vote for vote in votes if vote is not None])


def _deciding(asked: Sequence[Draft], rank: Callable[[Draft], Rank]) -> Sequence[Draft]:
    """Facts alone, where there are any; a conflict's are the same facts, seen against what a person did."""
    facts = [draft for draft in asked if rank(draft)[0] <= Precedence.OUTCOME]
    return facts or asked


def _by_voter(drafts: Iterable[Draft]) -> dict[tuple[str, ...], list[Draft]]:
    """By the people behind a draft; what nobody did, such as a test run, speaks once for each occasion."""
    found: dict[tuple[str, ...], list[Draft]] = defaultdict(list)
    for draft in drafts:
        found[voter(draft)].append(draft)
    return found


def voter(draft: Draft) -> tuple[str, ...]:
    return draft.contributors or ("", *draft.interactions)


def _vote(
    words: Sequence[Draft],
    rank: Callable[[Draft], Rank],
    side: Callable[[Draft], object],
    calibration: Calibration,
    cutoffs: Cutoffs,
) -> Vote | None:
    """One voter's last word of its strongest kind; None where that is both answers at once."""
    if len(words) == 1:
        return Vote(side(words[0]), _weight(words[0], calibration, cutoffs), words[0])
    strongest = min(rank(draft)[0] for draft in words)
    strong = [draft for draft in words if rank(draft)[0] == strongest]
    last = max(draft.observed_at for draft in strong)
    final = [draft for draft in strong if draft.observed_at == last]
    if len({side(draft) for draft in final}) > 1:
        return None
    draft = max(final, key=lambda one: (one.confidence, one.rule))
    return Vote(side(draft), _weight(draft, calibration, cutoffs), draft)


def _weight(draft: Draft, calibration: Calibration, cutoffs: Cutoffs) -> float:
    """Somebody worse than chance weighs nothing: turning the vote around would trust the estimate too much."""
    known = [calibration.reliability(person) for person in draft.contributors]
    skills = [skill for skill in known if skill is not None]
    more = min(map(_logit, skills)) - _logit(cutoffs.usual_reliability) if skills else 0.0
    return max(0.0, _logit(draft.confidence) + more)


def _logit(share: float) -> float:
    share = min(0.99, max(0.01, share))  # nobody is certain
    return log(share / (1 - share))


def _counted(votes: Sequence[Vote]) -> Poll:
    sides: dict[object, list[Vote]] = defaultdict(list)
    for vote in votes:
        sides[vote.side].append(vote)
    odds = {side: fsum(vote.weight for vote in cast) for side, cast in sides.items()}
    if not sides:
        return Poll(None, [], [], 0.0)
    winner = max(odds, key=lambda side: odds[side])
    against = [vote for vote in votes if vote.side != winner]
    lead = odds[winner] - fsum(vote.weight for vote in against)
    if against and lead < _EVEN:
        return Poll(None, [], list(votes), 0.0)
    return Poll(winner, sides[winner], against, lead)
