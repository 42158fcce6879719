"""Rewards from what developers did with a suggestion.

Cursor published for its completion model: accepted +0.75, rejected −0.25, nothing shown 0. That is 1 − τ and
−τ with τ = 0.25, so showing pays only where P(accept) > τ. Multiplying by the retained share keeps a model
from being paid for short, easy suggestions that do not last.
"""

SHOW_COST = 0.25  # τ


def accepted(retained: float) -> float:
    """(1 − τ) · R_T, with R_T in [0, 1]."""
    return (1 - SHOW_COST) * retained


def rejected() -> float:
    """−τ."""
    return -SHOW_COST
