"""Which of the interactions that share a band stays: the first prompt's, and of one person's equal ones the first.

On one prompt, answers that differ at all are competitors, however alike they are, and other people's equal decisions
are agreement: rules compare the ones and count the others. Only a person's own repetition adds nothing.
"""

from telemetry.cleaning.near_duplicates.hashing import hash_text

_HALF = 32  # bits; two prompts that agree in them pass for one, and then nothing is dropped
_SIGN = 1 << 63


def rank(group_id: str, developer: str, answered: str) -> int:
    """A signed 64-bit number: the prompt's hash above, that of the person and what it decided of what below."""
    own = hash_text(f"{developer}\0{answered}") & ((1 << _HALF) - 1)
    return (int(group_id[:8], 16) << _HALF | own) - _SIGN


def prompt_of(rank: int) -> int:
    """The prompt's part of a rank."""
    return rank >> _HALF


def ranks_of(prompt: int) -> tuple[int, int]:
    """The lowest and the highest rank of a prompt."""
    return prompt << _HALF, (prompt << _HALF) + (1 << _HALF) - 1
