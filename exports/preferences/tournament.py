"""Several texts of one group judged in pairs by several people: the Bradley–Terry scores that explain it best. Pure.

P(a beats b) = γ_a / (γ_a + γ_b), fitted by the MM iteration of Hunter (2004, "MM algorithms for generalized
Bradley–Terry models"). Every text also wins and loses `PRIOR` matches against a text of strength 1: so an unbeaten
one stays finite.
"""

from collections.abc import Iterable, Mapping
from math import log

Wins = Mapping[tuple[str, str], float]  # (winner, loser) → how often, weighted

PRIOR = 0.5  # matches
ROUNDS = 500
ENOUGH = 1e-9  # relative change of every strength at which to stop


def scores(wins: Wins) -> dict[str, float]:
    """ln γ of every text: P(a beats b) is the logistic function of the difference."""
    texts = sorted({text for pair in wins for text in pair})
    won = {text: PRIOR + sum(wins.get((text, other), 0.0) for other in texts) for text in texts}
    met = {text: _matches(text, texts, wins) for text in texts}
    strengths = dict.fromkeys(texts, 1.0)
    for _ in range(ROUNDS):
        fresh = {text: won[text] / _expected(text, met[text], strengths) for text in texts}
        change = max((abs(fresh[text] / strengths[text] - 1) for text in texts), default=0.0)
        strengths = fresh
        if change < ENOUGH:
            break
    return {text: log(strength) for text, strength in strengths.items()}


def _matches(text: str, texts: Iterable[str], wins: Wins) -> list[tuple[str, float]]:
    played = ((other, wins.get((text, other), 0.0) + wins.get((other, text), 0.0)) for other in texts)
    return [(other, count) for other, count in played if count]


def _expected(text: str, met: list[tuple[str, float]], strengths: Mapping[str, float]) -> float:
    own = strengths[text]
    return 2 * PRIOR / (own + 1) + sum(count / (own + strengths[other]) for other, count in met)


def has_cycle(beats: Iterable[tuple[str, str]]) -> bool:
    """Whether following winner → loser leads back: no order of the texts explains every match."""
    losers: dict[str, set[str]] = {}
    for winner, loser in beats:
        losers.setdefault(winner, set()).add(loser)
    while ends := [text for text, below in losers.items() if not below & losers.keys()]:
        for text in ends:
            del losers[text]
    return bool(losers)
