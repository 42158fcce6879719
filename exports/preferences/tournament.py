"""Several texts of one group judged in pairs by several people: the Bradley–Terry scores that explain it best. Pure.

P(a beats b) is the logistic function of the difference of their scores (Bradley and Terry, 1952), fitted by Newton's
method. Every text also wins and loses `PRIOR` matches against a text of score 0: so an unbeaten one stays finite, and
the best scores are unique.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

T = TypeVar("T")  # a text, by whatever names it

PRIOR = 0.5  # matches
ROUNDS = 100
STEP_MOST = 2.0  # logits: Newton's steps overshoot where a text won nearly everything
ENOUGH = 1e-9  # logits: the largest change of a score at which to stop


def scores(wins: Mapping[tuple[T, T], float]) -> dict[T, float]:
    """The score of every text, in logits. `wins`: (winner, loser) → how often."""
    import numpy as np  # only where people disagree in circles

    texts = sorted({text for pair in wins for text in pair}, key=repr)  # sums of floats depend on their order
    won = np.array([[wins.get((one, other), 0.0) for other in texts] for one in texts])
    played = won + won.T
    found = np.zeros(len(texts))
    for _ in range(ROUNDS if texts else 0):
        expected = 1 / (1 + np.exp(found[None, :] - found[:, None]))
        against_prior = 1 / (1 + np.exp(-found))
        slope = (won - played * expected).sum(axis=1) + PRIOR * (1 - 2 * against_prior)
        spread = played * expected * (1 - expected)
        bend = np.diag(spread.sum(axis=1) + 2 * PRIOR * against_prior * (1 - against_prior)) - spread
        step = np.clip(np.linalg.solve(bend, slope), -STEP_MOST, STEP_MOST)
        found = found + step
        if np.abs(step).max() < ENOUGH:
            break
    return dict(zip(texts, found.tolist(), strict=True))


def has_cycle(beats: Iterable[tuple[T, T]]) -> bool:
    """Whether following winner → loser leads back: no order of the texts explains every match."""
    losers: dict[T, set[T]] = {}
    for winner, loser in beats:
        losers.setdefault(winner, set()).add(loser)
    while ends := [text for text, below in losers.items() if not below & losers.keys()]:
        for text in ends:
            del losers[text]
    return bool(losers)
