"""How much of a project comes from how few people, and what an even-handed weight of theirs would be. Pure."""

from collections.abc import Mapping

from exports.abuse.found import SHARE, Concentration, Found
from exports.abuse.thresholds import SHARE_EVEN_TIMES, SHARE_MAX


def concentration(choices: Mapping[str, int]) -> Concentration:
    """Of the number of choices by person. Kish (1965): n people count as (Σw)²/Σw²; Gini 0 is even, near 1 is one."""
    counts = sorted(count for count in choices.values() if count)
    total, people = sum(counts), len(counts)
    if not total:
        return Concentration()
    ranked = sum((2 * rank - people - 1) * count for rank, count in enumerate(counts, 1))
    return Concentration(
        people=people,
        choices=total,
        gini=ranked / (people * total),
        effective_people=total * total / sum(count * count for count in counts),
        top_share=counts[-1] / total,
    )


def share_cap(people: int) -> float:
    """The share of one person beyond which the weight falls; in a small team a multiple of the even share."""
    return min(1.0, max(SHARE_MAX, SHARE_EVEN_TIMES / people)) if people else 1.0


def effective_weights(choices: Mapping[str, int]) -> dict[str, float]:
    """Who has more than the cap, and the factor in (0, 1) that brings their share of the weighted sum down to it.

    With k people over the cap c and R choices of all others, each of the k keeps c·R / (1 − k·c) weighted choices.
    """
    counts = {name: count for name, count in choices.items() if count}
    cap = share_cap(len(counts))
    over: set[str] = set()
    while True:
        rest = sum(count for name, count in counts.items() if name not in over)
        room = 1 - len(over) * cap
        allowed = cap * rest / room if room > 0 else 0.0
        fresh = {name for name, count in counts.items() if name not in over and count > cap * (rest / max(room, cap))}
        if not fresh or room - len(fresh) * cap <= 0:
            return {name: allowed / counts[name] for name in sorted(over)}
        over |= fresh


def shares(choices: Mapping[str, int]) -> list[Found]:
    """A finding for everybody over the cap. It holds nothing back: much work is no abuse, but it should be seen."""
    total, people = sum(choices.values()), sum(1 for count in choices.values() if count)
    return [
        Found(
            kind=SHARE,
            subject=name,
            evidence={
                "contributors": [name],
                "choices": choices[name],
                "share": choices[name] / total,
                "cap": share_cap(people),
                "weight": weight,
                "units": choices[name],
            },
        )
        for name, weight in effective_weights(choices).items()
    ]
